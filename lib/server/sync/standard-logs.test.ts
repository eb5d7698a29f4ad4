import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { approvalHistory, FAKE_PLACE, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createReading, type Reading } from './reading';

// Standard machines whose level is ALL: their log tells the histories, the API those that the log does not tell whole.

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const SECOND = 1_000;

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let reading: Reading;

beforeEach(() => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
});

afterEach(() => reading.sync.stop());

async function run(durationMs: number): Promise<void> {
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  reading.sync.start();
  await clock.advance(durationMs);
}

function report() {
  const [first] = reading.sync.report();
  if (first === undefined) throw new Error('there is no connection');
  return first;
}

/** Names of the executions that were read through the API, each time. */
function readThroughApi(): readonly string[] {
  return aws.calls
    .filter(({ operation }) => operation === 'getHistoryPage')
    .map(({ subject }) => subject.split(':').at(-1) ?? '');
}

function row(name: string, machine = 'orders') {
  return index.executions.get(`${FAKE_PLACE}:execution:${machine}:${name}`);
}

function eventsOf(name: string, machine = 'orders') {
  return index.histories.get(`${FAKE_PLACE}:execution:${machine}:${name}`)?.events.length;
}

function add(name: string, startMs: number, events: readonly HistoryEvent[] = orderHistory(startMs, 'ok')) {
  return aws.addExecution('orders', name, 'SUCCEEDED', events);
}

/** An execution that is open now goes on, and what is given of that is logged. */
function goOn(execution: ReturnType<typeof add>, events: readonly HistoryEvent[], logged = events): void {
  execution.events = events;
  aws.logExecution(execution, logged);
  const last = events.at(-1);
  if (last?.type === 'ExecutionSucceeded')
    execution.listed = { ...execution.listed, status: 'SUCCEEDED', endedAtMs: last.atMs };
}

test('what the log tells whole costs no call of GetExecutionHistory: what is new, the first day, and the past', async () => {
  aws.addLoggedMachine('orders');
  aws.pageSize = 7;
  const hoursAgo = [1, 3, 23, 30, 200];
  for (const hours of hoursAgo) aws.logExecution(add(`h${hours}`, NOW - hours * HOUR));
  await run(20 * SECOND);
  aws.logExecution(add('new', NOW + 21 * SECOND));
  await clock.advance(30 * SECOND);
  for (const name of [...hoursAgo.map((hours) => `h${hours}`), 'new']) {
    expect(row(name), name).toMatchObject({ status: 'SUCCEEDED', coverage: 'full', source: 'log', retries: 1 });
    expect(eventsOf(name)).toBe(10);
  }
  expect(readThroughApi()).toEqual([]);
  // For search, as of every Standard execution.
  expect(index.payloads.get(`${FAKE_PLACE}:execution:orders:h3`)).toHaveProperty('input');
  expect(report()).toMatchObject({ phase: 'following', unreadHistories: 0 });
  expect(report().machines[0]).toMatchObject({ readsHistoriesFromLog: true, logFailure: null });
});

test('what lacks a line is read through the API: at once in the past, three minutes after the end of what is new', async () => {
  aws.addLoggedMachine('orders');
  const withoutLine = (execution: ReturnType<typeof add>) =>
    aws.logExecution(
      execution,
      execution.events.filter(({ id }) => id !== 5),
    );
  withoutLine(add('old', NOW - 5 * HOUR));
  aws.logExecution(add('whole', NOW - 5 * HOUR));
  await run(30 * SECOND);
  expect(readThroughApi()).toEqual(['old']);
  expect(row('old')).toMatchObject({ coverage: 'full', source: 'history' });

  withoutLine(add('new', NOW + 31 * SECOND));
  await clock.advance(150 * SECOND);
  expect(readThroughApi()).toEqual(['old']);
  expect(row('new')?.coverage).toBe('none');
  await clock.advance(90 * SECOND);
  expect(readThroughApi()).toEqual(['old', 'new']);
  expect(row('new')).toMatchObject({ coverage: 'full', source: 'history' });
});

test('lines that come late, twice and in any order, and across pages, slices and streams, are one history', async () => {
  aws.addLoggedMachine('orders');
  aws.pageSize = 3;
  await run(20 * SECOND);
  const late = add('late', NOW + 20 * SECOND);
  aws.logExecution(late, [...late.events.slice(6), ...late.events.slice(0, 3)].toReversed());
  await clock.advance(40 * SECOND);
  expect(row('late')?.coverage).toBe('none');
  aws.logExecution(late, late.events.slice(2, 8));
  await clock.advance(20 * SECOND);
  expect(row('late')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(eventsOf('late')).toBe(10);
  expect(readThroughApi()).toEqual([]);
});

test('an execution that lies across two slices of the past is put together', async () => {
  aws.addLoggedMachine('orders');
  const events = orderHistory(NOW - 2 * HOUR, 'ok').map((event) => ({
    ...event,
    atMs: epochMs(NOW - 2 * HOUR + event.id * 8 * 60 * SECOND),
  }));
  aws.logExecution(add('long', 0, events));
  await run(20 * SECOND);
  expect(row('long')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(readThroughApi()).toEqual([]);
});

test('an open execution is followed in the log, its waits with it, and looked at once where the log goes silent', async () => {
  aws.addLoggedMachine('orders');
  await run(20 * SECOND);
  const waits = approvalHistory(NOW + 21 * SECOND);
  const open = aws.addExecution('orders', 'open', 'RUNNING', waits);
  aws.logExecution(open, waits.slice(0, 2));
  await clock.advance(12 * SECOND);
  expect(row('open')).toMatchObject({ status: 'RUNNING', coverage: 'full', source: 'log' });
  expect(await index.listWaits()).toEqual([]);
  aws.logExecution(open, waits.slice(2));
  await clock.advance(6 * SECOND);
  expect((await index.listWaits()).map(({ eventId }) => eventId)).toEqual([3]);
  await clock.advance(120 * SECOND);
  expect(readThroughApi()).toEqual([]);

  await clock.advance(25 * 60 * SECOND);
  expect(readThroughApi()).toEqual(['open']);
});

test('an end that the log told before any list is not asked for again', async () => {
  aws.addLoggedMachine('orders');
  const startMs = NOW + 21 * SECOND;
  await run(20 * SECOND);
  const open = aws.addExecution('orders', 'open', 'RUNNING', orderHistory(startMs, 'open'));
  aws.logExecution(open);
  await clock.advance(20 * SECOND);
  aws.failures.set(
    'listExecutions orders',
    new AppError('access-denied', "The server's role lacks states:ListExecutions."),
  );
  const whole = orderHistory(startMs, 'ok');
  open.events = whole;
  aws.logExecution(open, whole.slice(orderHistory(startMs, 'open').length));
  await clock.advance(30 * SECOND);
  expect(row('open')).toMatchObject({ status: 'SUCCEEDED', coverage: 'full', source: 'log' });
  await clock.advance(30 * 60 * SECOND);
  expect(readThroughApi()).toEqual([]);
});

test('an open execution of which nothing was logged is read through the API half a minute after its start', async () => {
  aws.addLoggedMachine('orders');
  await run(20 * SECOND);
  aws.addExecution('orders', 'open', 'RUNNING', approvalHistory(NOW + 21 * SECOND));
  await clock.advance(20 * SECOND);
  expect(readThroughApi()).toEqual([]);
  await clock.advance(30 * SECOND);
  expect(readThroughApi()).toContain('open');
  expect(await index.listWaits()).toHaveLength(1);
});

test('a lost line of an open execution does not leave it behind: the API tells what the log did not', async () => {
  aws.addLoggedMachine('orders');
  await run(20 * SECOND);
  const waits = approvalHistory(NOW + 21 * SECOND);
  const open = aws.addExecution('orders', 'open', 'RUNNING', waits);
  aws.logExecution(open, waits.slice(0, 2));
  await clock.advance(4 * 60 * SECOND);
  expect(readThroughApi()).toEqual(['open']);
  expect(await index.listWaits()).toHaveLength(1);
});

test('what failed is read by whichever is first, and a redriven one goes on in the log', async () => {
  aws.addLoggedMachine('orders');
  await run(20 * SECOND);
  const first = orderHistory(NOW + 21 * SECOND, 'failed');
  const failed = aws.addExecution('orders', 'failed', 'FAILED', first);
  aws.logExecution(failed);
  await clock.advance(12 * SECOND);
  expect(row('failed')).toMatchObject({ status: 'FAILED', coverage: 'full', failedState: 'ChargeCard' });
  const before = readThroughApi().length;

  const redrivenAtMs = epochMs(NOW + 40 * SECOND);
  const again: HistoryEvent[] = [
    { id: 10, previousEventId: 9, type: 'ExecutionRedriven', atMs: redrivenAtMs, details: { redriveCount: 1 } },
    ...orderHistory(redrivenAtMs, 'ok')
      .slice(5)
      .map((event) => ({ ...event, id: event.id + 5, previousEventId: event.id === 6 ? 2 : event.id + 4 })),
  ];
  failed.listed = { ...failed.listed, status: 'SUCCEEDED', redriveCount: 1, redrivenAtMs };
  failed.listed = { ...failed.listed, endedAtMs: again.at(-1)?.atMs ?? null };
  goOn(failed, [...first, ...again], again);
  await clock.advance(60 * SECOND);
  expect(row('failed')).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, coverage: 'full', source: 'log' });
  expect(eventsOf('failed')).toBe(first.length + again.length);
  expect(readThroughApi()).toHaveLength(before);
});

test('where logging was turned on midway, the API tells what began before', async () => {
  const machine = aws.addLoggedMachine('orders');
  aws.machines[0] = { ...machine, logging: { level: 'ERROR', includesData: true, logGroupArn: null } };
  const events = orderHistory(NOW - 10 * SECOND, 'ok').map((event) => ({
    ...event,
    atMs: epochMs(NOW - 10 * SECOND + event.id * 30 * SECOND),
  }));
  const midway = aws.addExecution('orders', 'midway', 'RUNNING', events.slice(0, 1));
  await run(60 * SECOND);
  midway.events = events.slice(0, 4);
  aws.machines[0] = machine;
  await clock.advance(110 * SECOND);
  goOn(midway, events, events.slice(5));
  aws.logExecution(add('after', NOW + 160 * SECOND));
  await clock.advance(10 * 60 * SECOND);
  expect(row('midway')).toMatchObject({ status: 'SUCCEEDED', coverage: 'full', source: 'history' });
  expect(row('after')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(readThroughApi()).not.toContain('after');
});

test.each([
  [
    'is denied',
    () => aws.failures.set('filterEvents', new AppError('access-denied', 'It lacks logs:FilterLogEvents.')),
  ],
  ['is gone', () => aws.goneLogGroups.add('orders')],
])('everything is read through the API where the log group %s, and from the log once it is back', async (_, break_) => {
  aws.addLoggedMachine('orders');
  break_();
  aws.logExecution(add('one', NOW - HOUR));
  const open = aws.addExecution('orders', 'open', 'RUNNING', approvalHistory(NOW - HOUR));
  aws.logExecution(open);
  await run(20 * SECOND);
  expect(new Set(readThroughApi())).toEqual(new Set(['one', 'open']));
  expect(row('one')).toMatchObject({ coverage: 'full', source: 'history' });
  expect(report()).toMatchObject({ phase: 'following', unreadHistories: 0, pause: null });
  const [machine] = report().machines;
  expect(machine).toMatchObject({ readsHistoriesFromLog: false, failure: null, isLogMissing: false });
  expect(machine?.logFailure?.code ?? 'none').toBe(aws.failures.size > 0 ? 'access-denied' : 'none');

  aws.failures.clear();
  aws.goneLogGroups.clear();
  await clock.advance(11 * 60 * SECOND);
  aws.logExecution(add('later', clock.nowMs() + SECOND));
  await clock.advance(60 * SECOND);
  expect(row('later')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(report().machines[0]).toMatchObject({ readsHistoriesFromLog: true, logFailure: null });
});

test('machines that share a group are told apart, and lines of map runs are left to the API', async () => {
  aws.addLoggedMachine('orders', 'shared');
  aws.addLoggedMachine('refunds', 'shared');
  const events = orderHistory(NOW - HOUR, 'ok');
  aws.logExecution(add('one', NOW - HOUR));
  aws.logExecution(aws.addExecution('refunds', 'one', 'SUCCEEDED', events));
  const child = add('child', NOW - HOUR);
  child.listed = {
    ...child.listed,
    machineArn: `${FAKE_PLACE}:stateMachine:orders/Each`,
    arn: `${FAKE_PLACE}:execution:orders/Each:child`,
  };
  aws.logExecution(child);
  await run(20 * SECOND);
  expect(row('one')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(row('one', 'refunds')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(index.executions.size).toBe(2);
  expect(readThroughApi()).toEqual([]);
});

test('goes on after a restart from what it had read of the log', async () => {
  aws.addLoggedMachine('orders');
  aws.logExecution(add('one', NOW - HOUR));
  await run(30 * SECOND);
  await reading.sync.stop();
  aws.logExecution(add('meanwhile', NOW + 40 * SECOND));
  await clock.advance(HOUR);
  aws.calls.length = 0;
  await run(30 * SECOND);
  expect(row('meanwhile')).toMatchObject({ coverage: 'full', source: 'log' });
  expect(readThroughApi()).toEqual([]);
  expect(aws.calls.filter(({ operation }) => operation === 'filterEvents').length).toBeLessThan(20);
});

test('a line without the execution that its task started is no whole history', async () => {
  aws.addLoggedMachine('orders');
  const parent = orderHistory(NOW - HOUR, 'ok').map((event) =>
    event.type === 'TaskSucceeded'
      ? { ...event, details: { resourceType: 'states', resource: 'startExecution' } }
      : event,
  );
  aws.logExecution(add('parent', 0, parent));
  await run(30 * SECOND);
  expect(readThroughApi()).toEqual(['parent']);
});
