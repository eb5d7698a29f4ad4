import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { connectionsResponse } from '@/lib/contract/connections';
import { definitionResponse } from '@/lib/contract/definition';
import { executionsResponse, listExecutionsRequest } from '@/lib/contract/executions';
import { graphResponse } from '@/lib/contract/graph';
import { listMachinesRequest, machinesResponse } from '@/lib/contract/machines';
import { getOverviewRequest, overviewResponse } from '@/lib/contract/overview';
import { syncResponse } from '@/lib/contract/sync';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionQuery } from '@/lib/server/ports/index-store';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { FAKE_PLACE, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createCourseCache } from './course-cache';
import { createExecutionLinks } from './execution-links';
import { getDefinition } from './get-definition';
import { getExecutionGraph } from './get-execution-graph';
import { getMachineGraph } from './get-machine-graph';
import { getOverview } from './get-overview';
import { getSync } from './get-sync';
import { createGraphCache } from './graph/graph-cache';
import { listConnections } from './list-connections';
import { listExecutions } from './list-executions';
import { listMachines } from './list-machines';
import { createMapRuns } from './map-runs';
import type { ServiceDependencies } from './service-dependencies';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const caller = localCaller;

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let reading: Reading;
let deps: ServiceDependencies;

beforeEach(() => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  const { sync, reader, catalogue } = reading;
  const { contextOf } = catalogue;
  const courses = createCourseCache();
  const mapRuns = createMapRuns(aws, clock);
  const links = createExecutionLinks(aws, mapRuns, clock);
  const switches = localActions(false);
  deps = {
    index,
    connections: aws,
    sync,
    reader,
    contextOf,
    courses,
    graphs: createGraphCache(),
    links,
    mapRuns,
    clock,
    switches,
    awsEndpoint: null,
  };
});

afterEach(() => reading.sync.stop());

function arn(name: string): string {
  return `${FAKE_PLACE}:execution:orders:${name}`;
}

/** Lets the background reading run for a while and stops it. */
async function readAll(): Promise<void> {
  reading.sync.start();
  await clock.advance(20_000);
}

describe('lists', () => {
  beforeEach(async () => {
    aws.addMachine('orders');
    aws.addExpressMachine('checkout');
    aws.addMachine('silent', { type: 'EXPRESS' });
    for (let each = 0; each < 5; each += 1)
      aws.addExecution(
        'orders',
        `ord-${each}`,
        each < 2 ? 'FAILED' : 'SUCCEEDED',
        orderHistory(NOW - HOUR + each, each < 2 ? 'failed' : 'ok'),
      );
    aws.addLines('checkout', 'one', orderHistory(NOW - HOUR, 'ok'));
    await readAll();
  });

  it('lists executions with chips and pages', async () => {
    const input = listExecutionsRequest.parse({ status: 'FAILED', limit: '1' });
    const page = executionsResponse.parse(await listExecutions(deps, { ...input, caller }));
    expect(page.items).toMatchObject([{ name: 'ord-1', stateMachineName: 'orders', status: 'FAILED' }]);
    expect(page.counts).toMatchObject({ FAILED: 2, SUCCEEDED: 4 });
    const next = await listExecutions(deps, { ...input, cursor: page.nextCursor ?? '', caller });
    expect(next).toMatchObject({ items: [{ name: 'ord-0' }], nextCursor: null });
  });

  it('calls no list whole while the disk is too full to read on, and says on every connection what to do (D7)', async () => {
    const input = listExecutionsRequest.parse({});
    const before = (await listExecutions(deps, { ...input, caller })).coverage.reasons;
    expect(before.map(({ code }) => code)).not.toContain('connection-problem');
    index.shortage = new AppError('disk-full', 'Free space.', { retryable: true });
    aws.addExecution('orders', 'ord-9', 'SUCCEEDED', orderHistory(clock.nowMs(), 'ok'));
    await clock.advance(60_000);
    const page = executionsResponse.parse(await listExecutions(deps, { ...input, caller }));
    expect(page.items).toHaveLength(6);
    const message = 'default: reading is paused. Free space.';
    expect(page.coverage.reasons).toEqual([{ code: 'connection-problem', message }, ...before]);
    const told = connectionsResponse.parse(await listConnections(deps, { caller }));
    expect(told.items[0]).toMatchObject({
      state: 'ok',
      nextTryDate: expect.any(String),
      problems: [{ code: 'disk-full', nextStep: 'Free space.', since: expect.any(String) }],
    });
    // Whatever AWS said before: it is not asked now, and the disk stands in the way all the same.
    aws.state = { ...aws.state, health: { kind: 'throttled', untilMs: clock.nowMs() } };
    const codes = (await listConnections(deps, { caller })).items[0]?.problems.map(({ code }) => code);
    expect(codes).toEqual(['throttled', 'disk-full']);
  });

  it('lists what stopped in a window, whenever it started', async () => {
    const day = { from: '2026-11-22T17:00:00Z', to: '2026-11-22T19:00:00Z', time: 'stopped' };
    const row = index.executions.get(arn('ord-4'));
    if (row !== undefined) index.executions.set(row.arn, { ...row, startedAtMs: epochMs(NOW - 9 * HOUR) });
    const list = async (given: object) =>
      listExecutions(deps, { ...listExecutionsRequest.parse({ ...day, ...given }), caller });
    expect((await list({})).items.map(({ name }) => name)).toContain('ord-4');
    expect((await list({ time: 'started' })).items.map(({ name }) => name)).not.toContain('ord-4');
    await expect(list({ state: 'Charge', seen: 'caught' })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('names the version and the alias that an execution was started by, and finds it by them', async () => {
    const row = index.executions.get(arn('ord-3'));
    if (row !== undefined) index.executions.set(row.arn, { ...row, startedWith: { version: 3, alias: 'live' } });
    const list = async (given: object) =>
      executionsResponse.parse(await listExecutions(deps, { ...listExecutionsRequest.parse(given), caller })).items;
    const machineArn = `${FAKE_PLACE}:stateMachine:orders`;
    const startedWith = { stateMachineVersionArn: `${machineArn}:3`, stateMachineAliasArn: `${machineArn}:live` };
    expect(await list({ version: '3' })).toMatchObject([{ name: 'ord-3', startedWith }]);
    expect(await list({ alias: 'live' })).toMatchObject([{ name: 'ord-3', startedWith }]);
    expect(await list({ version: '3', alias: 'next' })).toEqual([]);
    const others = { stateMachineVersionArn: null, stateMachineAliasArn: null };
    expect((await list({ status: 'FAILED' })).map((item) => item.startedWith)).toEqual([others, others]);
    expect(listExecutionsRequest.safeParse({ version: 'live' }).success).toBe(false);
  });

  it('finds what ran with a revision, and does not call nothing what nobody has told of', async () => {
    const list = async (revision: string) =>
      executionsResponse.parse(await listExecutions(deps, { ...listExecutionsRequest.parse({ revision }), caller }));
    const untold = await list('second');
    expect(untold.items).toEqual([]);
    expect(untold.coverage).toMatchObject({ kind: 'partial', share: null });
    expect(untold.coverage.reasons).toContainEqual({
      code: 'revision-not-told',
      message: expect.stringContaining('is not known here'),
    });
    const updatedAtMs = index.executions.get(arn('ord-3'))?.startedAtMs ?? epochMs(0);
    const machineArn = `${FAKE_PLACE}:stateMachine:orders`;
    const told = { machineArn, version: null, revisionId: 'second', updatedAtMs, startedAtMs: epochMs(NOW) };
    index.revisions.push(told);
    const found = await list('second');
    expect(found.items.map(({ name }) => name)).toContain('ord-3');
    expect(found.items.every(({ startDate }) => Date.parse(startDate) >= updatedAtMs)).toBe(true);
    expect(found.coverage.reasons.map(({ code }) => code)).not.toContain('revision-not-told');
  });

  it('takes text in input or output for a filter', async () => {
    const asked: unknown[] = [];
    const spied = {
      ...deps,
      index: Object.create(index, {
        listExecutions: {
          value: (query: ExecutionQuery) => {
            asked.push(query.payload);
            return index.listExecutions(query);
          },
        },
      }),
    };
    await listExecutions(spied, { ...listExecutionsRequest.parse({ payload: 'cus_5f1c' }), caller });
    await listExecutions(spied, { ...listExecutionsRequest.parse({}), caller });
    expect(asked).toEqual(['cus_5f1c', undefined]);
  });

  it('lists machines worst first, and says which one writes no log', async () => {
    const { items, coverage } = machinesResponse.parse(
      await listMachines(deps, { ...listMachinesRequest.parse({}), caller }),
    );
    expect(items.map(({ name }) => name)).toEqual(['orders', 'checkout', 'silent']);
    expect(items[0]?.figures).toMatchObject({ executions: 5, successRate: 0.6 });
    expect(items[2]).toMatchObject({ coverage: { kind: 'none' }, problems: [{ code: 'logging-off' }] });
    expect(coverage).toMatchObject({ kind: 'partial', reasons: [{ code: 'logging-off' }] });
  });

  it('sums up the window and everything that keeps data away', async () => {
    const overview = overviewResponse.parse(await getOverview(deps, { ...getOverviewRequest.parse({}), caller }));
    expect(overview).toMatchObject({ failed: { count: 2 }, problems: [{ code: 'logging-off' }] });
    expect(overview.window).toEqual({ fromDate: '2026-11-21T18:00:20.000Z', toDate: '2026-11-22T18:00:20.000Z' });
  });

  it('refuses a window that ends before it begins', async () => {
    const input = listExecutionsRequest.parse({ from: '2026-11-22T00:00:00Z', to: '2026-11-21T00:00:00Z' });
    await expect(listExecutions(deps, { ...input, caller })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('tells that reading is done, in words', async () => {
    const sync = syncResponse.parse(await getSync(deps, { caller }));
    expect(sync.items).toMatchObject([
      { phase: 'following', message: 'synced', connectionState: 'ok', isStale: false },
    ]);
  });

  it('gives the definition that ran, and says when it cannot', async () => {
    const answer = definitionResponse.parse(await getDefinition(deps, { arn: arn('ord-1'), caller }));
    expect(answer).toMatchObject({ kind: 'definition', isAsRun: true, definition: '{"States":{}}' });
  });

  it('draws that definition, and the one the machine has now', async () => {
    const machineArn = `${FAKE_PLACE}:stateMachine:orders`;
    const ofExecution = graphResponse.parse(await getExecutionGraph(deps, { arn: arn('ord-1'), caller }));
    const ofMachine = graphResponse.parse(await getMachineGraph(deps, { arn: machineArn, caller }));
    const drawn = { kind: 'graph', isAsRun: true, problems: [{ state: null, message: 'There is no StartAt.' }] };
    expect(ofExecution).toMatchObject(drawn);
    expect(ofMachine).toMatchObject(drawn);
    const gone = graphResponse.parse(await getMachineGraph(deps, { arn: `${machineArn}-gone`, caller }));
    expect(gone).toMatchObject({ kind: 'unavailable' });
  });
});

describe('what stands in the way', () => {
  const connections = async () => connectionsResponse.parse(await listConnections(deps, { caller })).items[0];

  test.each([
    [{ kind: 'no-credentials' } as const, 'No AWS credentials were found'],
    [{ kind: 'expired-credentials' } as const, 'The AWS credentials have expired'],
    [{ kind: 'throttled', untilMs: epochMs(NOW) } as const, 'AWS is refusing calls for being too many'],
    [{ kind: 'unreachable' } as const, 'AWS does not answer'],
    [{ kind: 'no-region' } as const, 'No AWS region is set'],
  ])('%o is a state of its own, with words and the next step', async (health, title) => {
    aws.state = { ...aws.state, health, problem: 'What to do.' };
    expect(await connections()).toMatchObject({
      state: health.kind,
      problems: [{ code: health.kind, title, nextStep: 'What to do.', since: '1970-01-01T00:00:00.000Z' }],
    });
  });

  it('names the IAM action that is lacking', async () => {
    const health = { kind: 'access-denied', actions: ['states:ListExecutions'] } as const;
    aws.state = { ...aws.state, health, problem: "The server's role lacks states:ListExecutions." };
    expect((await connections())?.problems).toMatchObject([{ code: 'access-denied', action: 'states:ListExecutions' }]);
  });

  it('lists what the role is used for, and what its calls have shown', async () => {
    aws.state = {
      ...aws.state,
      permissions: [
        { action: 'states:ListExecutions', seen: 'allowed' },
        { action: 'states:GetExecutionHistory', seen: 'mixed' },
      ],
    };
    const states = new Map((await connections())?.permissions.map(({ action, state }) => [action, state]));
    expect(states.get('states:ListExecutions')).toBe('allowed');
    expect(states.get('states:GetExecutionHistory')).toBe('partly');
    expect(states.get('states:SendTaskSuccess')).toBe('untried');
  });

  it('gives the command that renews an expired login', async () => {
    aws.state = { ...aws.state, health: { kind: 'expired-credentials' }, problem: 'What to do.' };
    expect((await connections())?.problems).toMatchObject([{ command: 'aws sso login --profile team' }]);
  });

  it('says of a machine that may not be described why nothing is known of it', async () => {
    aws.addExpressMachine('checkout');
    aws.failures.set(
      'describeMachine',
      new AppError('access-denied', "The server's role lacks states:DescribeStateMachine."),
    );
    await readAll();
    const { items } = await listMachines(deps, { ...listMachinesRequest.parse({}), caller });
    expect(items).toMatchObject([
      {
        coverage: { kind: 'partial', reasons: [{ code: 'connection-problem' }] },
        problems: [{ code: 'access-denied' }],
      },
    ]);
  });

  it('names the permission that the log of a Standard machine lacks, and says that nothing is missing for that', async () => {
    aws.addLoggedMachine('orders');
    aws.addExecution('orders', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    const machine = async () => {
      const query = listMachinesRequest.parse({});
      return machinesResponse.parse(await listMachines(deps, { ...query, caller })).items[0];
    };
    const denied = new AppError('access-denied', "The server's role lacks logs:FilterLogEvents.");
    aws.failures.set('filterEvents', denied);
    await readAll();
    expect(await machine()).toMatchObject({
      source: 'history',
      coverage: { kind: 'all' },
      problems: [
        { code: 'access-denied', nextStep: denied.message, message: expect.stringMatching(/Nothing is missing/) },
      ],
    });
    expect(index.histories.has(arn('one'))).toBe(true);
  });

  it('says that there are no machines only once it has looked', async () => {
    expect(await connections()).toMatchObject({ machineCount: null, problems: [] });
    await readAll();
    expect(await connections()).toMatchObject({ machineCount: 0, problems: [{ code: 'no-machines' }] });
  });

  it('says that the index was lost until everything has been read again (D6)', async () => {
    aws.addMachine('orders');
    index.lose({ atMs: epochMs(NOW), movedTo: '/data/index/damaged-1' });
    expect((await connections())?.problems).toMatchObject([
      { code: 'index-lost', nextStep: expect.stringContaining('/data/index/damaged-1'), since: expect.any(String) },
    ]);
    await readAll();
    expect((await connections())?.problems).toEqual([]);
  });

  it('shows a clock that is off by more than a minute (R7)', async () => {
    aws.state = { ...aws.state, clockAheadMs: -59_000 };
    expect((await connections())?.problems).toEqual([]);
    aws.state = { ...aws.state, clockAheadMs: -150_000 };
    expect((await connections())?.problems).toMatchObject([{ title: 'The clock of the server is 2m 30s behind AWS' }]);
  });
});
