import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { connectionsResponse } from '@/lib/contract/connections';
import { listExecutionsRequest } from '@/lib/contract/executions';
import { listMachinesRequest } from '@/lib/contract/machines';
import { getOverviewRequest } from '@/lib/contract/overview';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { approvalHistory, FakeAws, joinAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { coverageOfList, coverageOfWaits } from './coverage';
import { getOverview } from './get-overview';
import { listConnections } from './list-connections';
import { listExecutions } from './list-executions';
import { listMachines } from './list-machines';
import { readScope } from './scope';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const caller = localCaller;

let shop: FakeAws;
let media: FakeAws;
let reading: Reading;
let clock: VirtualClock;
let deps: Parameters<typeof getOverview>[0] & Parameters<typeof listConnections>[0];

beforeEach(() => {
  shop = new FakeAws({ name: 'shop' });
  media = new FakeAws({ name: 'media', region: 'us-east-1', account: '210987654321' });
  const connections = joinAws(shop, media);
  const index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  reading = createReading({ index, connections, clock, log: createLogger('silent') });
  deps = { index, connections, sync: reading.sync, clock, switches: localActions(false), awsEndpoint: null };
  // The same name in both accounts, as it happens.
  for (const aws of [shop, media]) aws.addMachine('orders');
  shop.addExecution('orders', 'a', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  shop.addExecution('orders', 'b', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  media.addExecution('orders', 'c', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  media.addExecution('orders', 'd', 'RUNNING', approvalHistory(NOW - HOUR));
});

afterEach(() => reading.sync.stop());

async function readAll(): Promise<void> {
  reading.sync.start();
  await clock.advance(20_000);
}

async function namesOf(connection: string | undefined): Promise<readonly string[]> {
  const { items } = await listExecutions(deps, { ...listExecutionsRequest.parse({ connection }), caller });
  return items.map(({ name }) => name).toSorted();
}

const now = () => ({ fromMs: clock.nowMs(), toMs: clock.nowMs() });

test('both are read, each machine and execution under its own ARN', async () => {
  await readAll();
  const { items } = await listMachines(deps, { ...listMachinesRequest.parse({}), caller });
  expect(items.map(({ connection, accountId, region, name }) => [connection, accountId, region, name])).toEqual([
    ['media', '210987654321', 'us-east-1', 'orders'],
    ['shop', '123456789012', 'eu-west-1', 'orders'],
  ]);
  expect(await namesOf(undefined)).toEqual(['a', 'b', 'c', 'd']);
});

test('lists and figures can be held to one of them', async () => {
  await readAll();
  expect([await namesOf('shop'), await namesOf('media')]).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  const overview = await getOverview(deps, { ...getOverviewRequest.parse({ connection: 'media' }), caller });
  expect([overview.failed.count, overview.running.count]).toEqual([1, 1]);
  const machines = await listMachines(deps, { ...listMachinesRequest.parse({ connection: 'media' }), caller });
  expect(machines.items.map(({ connection }) => connection)).toEqual(['media']);
});

test('a connection that is not there is refused, and does not read as one that has nothing', async () => {
  await expect(namesOf('payroll')).rejects.toMatchObject({ name: 'AppError', code: 'invalid-request' });
});

test('one that fails from the start is named as missing, and the other is read meanwhile (R4)', async () => {
  media.failures.set('listMachines', new AppError('unreachable', 'AWS does not answer.', { retryable: true }));
  media.state = { ...media.state, health: { kind: 'unreachable' }, problem: 'AWS does not answer in us-east-1.' };
  await readAll();
  expect(await namesOf(undefined)).toEqual(['a', 'b']);
  const all = await readScope(deps, undefined);
  for (const coverage of [
    coverageOfList(all.reports, all.states, all.machines, now()),
    coverageOfWaits(all.reports, all.states),
  ]) {
    expect(coverage).toEqual({
      kind: 'partial',
      reasons: [{ code: 'connection-problem', message: 'media: AWS does not answer in us-east-1.' }],
      share: null,
    });
  }
  const own = await readScope(deps, 'shop');
  expect(coverageOfList(own.reports, own.states, own.machines, now()).kind).toBe('all');
  const { items } = await listConnections(deps, { caller });
  expect(items.map(({ name, state, machineCount }) => [name, state, machineCount])).toEqual([
    ['shop', 'ok', 1],
    ['media', 'unreachable', null],
  ]);
});

test('what is still being read is told of the connection that it is of', async () => {
  reading.sync.start();
  const all = await readScope(deps, undefined);
  const { reasons } = coverageOfList(all.reports, all.states, all.machines, now());
  expect(reasons.map(({ message }) => message.split(':')[0])).toEqual(['shop', 'media']);
});

test('the budget that connections of one account and region share is told with the names of all who share it', async () => {
  const limit = { perSecond: 1.25, fullPerSecond: 2.5, burst: 50, available: 7.5 };
  const operation = {
    operation: 'ListStateMachines',
    quota: { perSecond: 5, burst: 100 },
    limit,
    calledLastMinute: 3,
    called: 8,
    waiting: { click: 1, background: 2 },
    refused: 1,
    lastRefusedMs: epochMs(NOW),
    slowed: { sinceMs: epochMs(NOW), untilMs: null },
  };
  const place = { account: '123456789012', region: 'eu-west-1' };
  const rest = new FakeAws({ name: 'shop-rest' });
  shop.budget = { place, share: 0.5, operations: [operation] };
  rest.budget = shop.budget;
  media.budget = { place: { account: '210987654321', region: 'us-east-1' }, share: 'off', operations: [] };
  const answer = await listConnections({ ...deps, connections: joinAws(shop, media, rest) }, { caller });
  const budgets = connectionsResponse.parse(answer).items.map(({ budget }) => budget);
  expect(budgets.map(({ sharedWith }) => sharedWith)).toEqual([['shop-rest'], [], ['shop']]);
  expect(budgets.map(({ share }) => share)).toEqual([0.5, null, 0.5]);
  expect(budgets[0]?.place).toEqual({ accountId: '123456789012', region: 'eu-west-1' });
  const date = '2026-11-22T18:00:00.000Z';
  expect(budgets[0]?.operations).toEqual([
    {
      operation: 'ListStateMachines',
      quotaPerSecond: 5,
      quotaBurst: 100,
      limit: { allowedPerSecond: 1.25, fullPerSecond: 2.5, burst: 50, available: 7.5 },
      callsLastMinute: 3,
      callsSinceStart: 8,
      waitingClicks: 1,
      waitingBackground: 2,
      refusalsSinceStart: 1,
      lastRefusalDate: date,
      throttled: { sinceDate: date, untilDate: null },
    },
  ]);
});
