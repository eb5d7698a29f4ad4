import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { FAKE_PLACE, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createReading, type Reading } from './reading';

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

/** Starts the sync, as after a start of the server, and lets that much time pass. */
async function run(durationMs: number): Promise<void> {
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  reading.sync.start();
  await clock.advance(durationMs);
}

async function restart(durationMs: number): Promise<void> {
  await reading.sync.stop();
  await run(durationMs);
}

function report() {
  const [first] = reading.sync.report();
  if (first === undefined) throw new Error('there is no connection');
  return first;
}

function arn(machine: string, name: string): string {
  return `${FAKE_PLACE}:execution:${machine}:${name}`;
}

function denied(action: string): AppError {
  return new AppError('access-denied', `The server's role lacks ${action}.`);
}

test('reads the executions of a Standard machine with their histories, the last 24 hours before anything older', async () => {
  aws.addMachine('orders');
  aws.pageSize = 2;
  aws.addExecution('orders', 'new', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExecution('orders', 'failed', 'FAILED', orderHistory(NOW - 2 * HOUR, 'failed'));
  aws.addExecution('orders', 'edge', 'SUCCEEDED', orderHistory(NOW - 23 * HOUR, 'ok'));
  aws.addExecution('orders', 'old', 'SUCCEEDED', orderHistory(NOW - 40 * HOUR, 'ok'));
  aws.addExecution('orders', 'older', 'FAILED', orderHistory(NOW - 60 * HOUR, 'failed'));
  await run(10 * SECOND);

  const histories = index.batches.flatMap((batch) => batch.histories.map(({ executionArn }) => executionArn));
  expect(histories.map((each) => each.split(':').at(-1)).slice(0, 1)).toEqual(['failed']);
  const lastOfFirstDay = histories.indexOf(arn('orders', 'edge'));
  expect(histories.indexOf(arn('orders', 'older'))).toBeGreaterThan(lastOfFirstDay);
  expect([...index.histories.keys()].toSorted()).toEqual(
    ['edge', 'failed', 'new', 'old', 'older'].map((name) => arn('orders', name)),
  );
  expect(index.executions.get(arn('orders', 'failed'))).toMatchObject({
    status: 'FAILED',
    error: 'Payment.Declined',
    failedState: 'ChargeCard',
    retries: 1,
    coverage: 'full',
  });
  expect(report()).toMatchObject({ phase: 'following', message: 'synced', isStale: false, unreadHistories: 0 });
});

test('keeps no input, output or parameter in the index', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'new', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(5 * SECOND);
  const events = JSON.stringify(index.histories.get(arn('orders', 'new'))?.events);
  expect(events).toContain('ChargeCard');
  expect(events).not.toMatch(/88412|paid|FunctionName/);
});

test('asks for inputs and outputs after the histories, failures first, and keeps them without secrets', async () => {
  aws.addMachine('orders');
  aws.input = '{ "orderId": "88412", "password": "canary" }';
  aws.addExecution('orders', 'new', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExecution('orders', 'failed', 'FAILED', orderHistory(NOW - 2 * HOUR, 'failed'));
  aws.addExecution('orders', 'open', 'RUNNING', orderHistory(NOW - 60 * SECOND, 'open'));
  await run(40 * SECOND);
  const described = aws.calls.filter(({ operation }) => operation === 'describeExecution');
  expect(described.map(({ subject, priority }) => [subject.split(':').at(-1), priority])).toEqual([
    ['failed', 'background'],
    ['new', 'background'],
  ]);
  const kept = { text: '{"orderId":"88412","password":"⟨redacted⟩"}', isCut: false };
  expect(index.payloads.get(arn('orders', 'failed'))).toEqual({ input: kept });
  expect(index.payloads.get(arn('orders', 'new'))).toEqual({ input: kept, output: null });
  expect(JSON.stringify([...index.payloads.values()])).not.toContain('canary');
  // One that stays open is asked for its input once it has been open for long.
  await clock.advance(10 * 60 * SECOND);
  expect(index.payloads.get(arn('orders', 'open'))).toEqual({ input: kept });
  const before = aws.calls.filter(({ operation }) => operation === 'describeExecution').length;
  await restart(60 * SECOND);
  expect(aws.calls.filter(({ operation }) => operation === 'describeExecution')).toHaveLength(before);
});

test('takes inputs and outputs of Express executions from their log, and of hidden machines nothing (T4)', async () => {
  aws.addExpressMachine('checkout');
  aws.addExpressMachine('payroll');
  aws.addMachine('salaries');
  aws.payloadRules = [{ machines: ['payroll', 'sal*'], policy: 'hidden' }];
  const lines = orderHistory(NOW - HOUR, 'ok');
  const shown = aws.addLines('checkout', 'one', lines);
  const hidden = aws.addLines('payroll', 'one', lines);
  aws.addExecution('salaries', 'one', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  await run(60 * SECOND);
  expect(index.executions.has(hidden) && index.executions.has(arn('salaries', 'one'))).toBe(true);
  expect([...index.payloads.keys()]).toEqual([shown]);
  expect(index.payloads.get(shown)).toMatchObject({ input: { isCut: false }, output: { isCut: false } });
  expect(aws.calls.filter(({ operation }) => operation === 'describeExecution')).toEqual([]);
});

test('what was kept of a machine is forgotten when it is hidden from the next start on (T4)', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  await run(40 * SECOND);
  expect(index.payloads.size).toBe(1);
  aws.payloadRules = [{ machines: ['orders'], policy: 'hidden' }];
  await restart(40 * SECOND);
  expect(index.payloads.size).toBe(0);
});

test('an input that AWS does not give out is not asked for again, and a refusal does not stop the rest', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  aws.failures.set('describeExecution', denied('states:DescribeExecution'));
  await run(40 * SECOND);
  expect(index.payloads.size).toBe(0);
  expect(report()).toMatchObject({ phase: 'following', message: 'synced' });
  aws.failures.clear();
  aws.executions.splice(0, 1);
  await clock.advance(60 * SECOND);
  expect(index.payloads.get(arn('orders', 'one'))).toEqual({ input: null, output: null });
});

test('sees new executions, ones that go on, and ones that ended below the newest', async () => {
  aws.addMachine('orders');
  const slow = aws.addExecution('orders', 'slow', 'RUNNING', orderHistory(NOW - 5 * HOUR, 'open'));
  await run(10 * SECOND);
  expect(index.executions.get(arn('orders', 'slow'))).toMatchObject({ status: 'RUNNING', coverage: 'full' });

  aws.addExecution('orders', 'newer', 'SUCCEEDED', orderHistory(NOW + 10 * SECOND, 'ok'));
  slow.events = orderHistory(NOW - 5 * HOUR, 'failed');
  slow.listed = { ...slow.listed, status: 'FAILED', endedAtMs: slow.events.at(-1)?.atMs ?? null };
  await clock.advance(3 * 60 * SECOND);
  expect(index.executions.get(arn('orders', 'newer'))?.status).toBe('SUCCEEDED');
  expect(index.executions.get(arn('orders', 'slow'))).toMatchObject({ status: 'FAILED', error: 'Payment.Declined' });
});

test('reads the history of an open execution no more once that tells its end, before a list does', async () => {
  aws.addMachine('orders');
  const open = aws.addExecution('orders', 'open', 'RUNNING', orderHistory(NOW - 5 * HOUR, 'open'));
  aws.addExecution('orders', 'newer', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  open.events = orderHistory(NOW - 5 * HOUR, 'ok');
  aws.failures.set('listExecutions orders', denied('states:ListExecutions'));
  const reads = () =>
    aws.calls.filter(({ operation, subject }) => operation === 'getHistoryPage' && subject.endsWith(':open'));
  await clock.advance(6 * 60 * SECOND);
  expect(index.executions.get(arn('orders', 'open'))?.status).toBe('SUCCEEDED');
  const before = reads().length;
  await clock.advance(30 * 60 * SECOND);
  expect(reads()).toHaveLength(before);
});

test('says UNKNOWN of what was open on a machine that was deleted, and keeps what it knew of it', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'open', 'RUNNING', orderHistory(NOW - HOUR, 'open'));
  aws.addExecution('orders', 'done', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  aws.machines.length = 0;
  aws.executions.length = 0;
  await clock.advance(3 * 60 * SECOND);
  expect(index.executions.get(arn('orders', 'open'))?.status).toBe('UNKNOWN');
  expect(index.executions.get(arn('orders', 'done'))?.status).toBe('SUCCEEDED');
  const before = aws.calls.filter(({ operation }) => operation !== 'listMachines').length;
  await clock.advance(30 * 60 * SECOND);
  expect(aws.calls.filter(({ operation }) => operation !== 'listMachines')).toHaveLength(before);
});

test('goes on after a restart from what it had read, without reading it again', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  aws.addExecution('orders', 'two', 'SUCCEEDED', orderHistory(NOW + 5 * SECOND, 'ok'));
  const before = aws.calls.filter(({ operation }) => operation === 'getHistoryPage').length;
  await restart(10 * SECOND);
  expect(aws.calls.filter(({ operation }) => operation === 'getHistoryPage')).toHaveLength(before + 1);
  expect(index.histories.has(arn('orders', 'two'))).toBe(true);
});

test('puts the lines of Express executions together across pages, late ones included, and reads back in time', async () => {
  aws.addExpressMachine('checkout');
  aws.pageSize = 3;
  const fresh = aws.addLines('checkout', 'fresh', orderHistory(NOW - HOUR, 'failed').toReversed());
  const old = aws.addLines('checkout', 'old', orderHistory(NOW - 50 * HOUR, 'ok'));
  const [first, ...rest] = orderHistory(NOW - 3 * HOUR, 'ok');
  const gap = aws.addLines('checkout', 'gap', rest.slice(1));
  await run(20 * SECOND);
  expect(index.executions.get(fresh)).toMatchObject({ status: 'FAILED', failedState: 'ChargeCard', coverage: 'full' });
  expect(index.executions.get(old)).toMatchObject({ status: 'SUCCEEDED', coverage: 'full', source: 'log' });
  expect(index.executions.get(gap)).toMatchObject({ status: 'SUCCEEDED', coverage: 'partial' });
  expect(first?.id).toBe(1);

  const late = aws.addLines('checkout', 'late', orderHistory(NOW + 10 * SECOND, 'ok').slice(0, 8));
  await clock.advance(60 * SECOND);
  expect(index.executions.get(late)).toMatchObject({ status: 'RUNNING' });
  aws.addLines('checkout', 'late', orderHistory(NOW + 10 * SECOND, 'ok').slice(8));
  await clock.advance(60 * SECOND);
  expect(index.executions.get(late)).toMatchObject({ status: 'SUCCEEDED', coverage: 'full' });
  expect(index.histories.get(late)?.events).toHaveLength(10);
});

test('says of an Express execution without an end that it is unknown, after six minutes', async () => {
  aws.addExpressMachine('checkout');
  const silent = aws.addLines('checkout', 'silent', orderHistory(NOW - 60 * SECOND, 'open'));
  await run(10 * SECOND);
  expect(index.executions.get(silent)?.status).toBe('RUNNING');
  await clock.advance(8 * 60 * SECOND);
  expect(index.executions.get(silent)).toMatchObject({ status: 'UNKNOWN', coverage: 'partial', endedAtMs: null });
});

test('one machine that fails does not keep another from being read, and recovers by itself', async () => {
  aws.addMachine('orders');
  aws.addMachine('refunds');
  aws.addExecution('refunds', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExecution('orders', 'two', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.failures.set('listExecutions orders', denied('states:ListExecutions'));
  await run(10 * SECOND);
  expect(index.histories.has(arn('refunds', 'one'))).toBe(true);
  const failing = report().machines.find(({ machineArn }) => machineArn.endsWith(':orders'));
  expect(failing?.failure).toMatchObject({ code: 'access-denied', count: 1 });

  aws.failures.clear();
  await clock.advance(60 * SECOND);
  expect(index.histories.has(arn('orders', 'two'))).toBe(true);
  expect(report().machines.every(({ failure }) => failure === null)).toBe(true);
});

test('histories that may not be read do not hold up those of another machine', async () => {
  aws.addMachine('orders');
  aws.addMachine('refunds');
  for (const name of ['a', 'b', 'c']) aws.addExecution('orders', name, 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  aws.addExecution('refunds', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  for (const name of ['a', 'b', 'c']) aws.failures.set(`getHistoryPage ${name}`, denied('states:GetExecutionHistory'));
  await run(20 * SECOND);
  expect([...index.histories.keys()]).toEqual([arn('refunds', 'one')]);
  const failing = report().machines.find(({ machineArn }) => machineArn.endsWith(':orders'));
  expect(failing?.historyFailure?.code).toBe('access-denied');
});

test('makes at most two calls a minute while credentials are expired, and is back within 30 seconds', async () => {
  aws.addMachine('orders');
  await run(10 * SECOND);
  for (const operation of ['listMachines', 'listExecutions', 'describeMachine'])
    aws.failures.set(operation, new AppError('expired-credentials', 'Run aws sso login.'));
  await clock.advance(10 * SECOND);
  expect(report()).toMatchObject({ phase: 'waiting', pause: { code: 'expired-credentials' } });
  const before = aws.calls.length;
  await clock.advance(600 * SECOND);
  expect(aws.calls.length - before).toBeLessThanOrEqual(20);
  expect(report().message).toMatch(/^waiting, (next try in \d+ s|trying now)$/);

  aws.failures.clear();
  aws.addExecution('orders', 'after', 'SUCCEEDED', orderHistory(NOW + 605 * SECOND, 'ok'));
  await clock.advance(31 * SECOND);
  expect(report().pause).toBeNull();
  expect(index.executions.has(arn('orders', 'after'))).toBe(true);
});

test('says how far the first reading is while it lasts', async () => {
  aws.addMachine('orders');
  for (let each = 0; each < 200; each += 1) {
    aws.addExecution('orders', `ord-${each}`, 'SUCCEEDED', orderHistory(NOW - HOUR - each, 'ok'));
    if (each >= 100) aws.failures.set(`getHistoryPage ord-${each}`, new AppError('aws-failed', 'later'));
  }
  await run(9 * SECOND);
  expect(report().phase).toBe('first-read');
  expect(report().message).toMatch(/^last 24 h: \d\d %, about (10|20|30) s$/);
  expect(report().unreadHistories).toBe(100);
});

test('does not speak of the past again while the history of a new execution is waited for', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'old', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  expect(report().phase).toBe('following');
  aws.failures.set('getHistoryPage new', new AppError('aws-failed', 'later'));
  aws.addExecution('orders', 'new', 'SUCCEEDED', orderHistory(NOW + 15 * SECOND, 'ok'));
  await clock.advance(30 * SECOND);
  expect(report()).toMatchObject({ phase: 'following', unreadHistories: 1 });
});

test('keeps trying when the index cannot be written', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  index.failure = new AppError('internal', 'The index failed.', { retryable: true });
  await run(10 * SECOND);
  expect(report().discoveryFailure?.code).toBe('internal');
  index.failure = null;
  await clock.advance(60 * SECOND);
  expect(index.histories.has(arn('orders', 'one'))).toBe(true);
});

test('notices a machine that was deleted and keeps what it had read', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  aws.machines.length = 0;
  aws.executions.length = 0;
  await clock.advance(130 * SECOND);
  expect(index.machines.get(`${FAKE_PLACE}:stateMachine:orders`)?.status).toBe('DELETED');
  expect(index.histories.get(arn('orders', 'one'))?.events).toHaveLength(10);
});

test('asks no more for what AWS has forgotten, and is done all the same', async () => {
  aws.addMachine('orders');
  const forgotten = aws.addExecution('orders', 'forgotten', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  aws.addExecution('orders', 'open', 'RUNNING', orderHistory(NOW - HOUR, 'open'));
  forgotten.isForgotten = true;
  await run(30 * SECOND);
  expect(report()).toMatchObject({ phase: 'following', unreadHistories: 0 });
  expect(index.executions.get(arn('orders', 'forgotten'))).toMatchObject({ status: 'FAILED', coverage: 'partial' });

  aws.executions.length = 0;
  await clock.advance(60 * SECOND);
  expect(index.executions.get(arn('orders', 'open'))).toMatchObject({ status: 'UNKNOWN', coverage: 'partial' });
  expect(report()).toMatchObject({ phase: 'following' });
});

test('catches up with a log at once after a pause', async () => {
  aws.addExpressMachine('checkout');
  await run(10 * SECOND);
  await reading.sync.stop();
  await clock.advance(24 * HOUR);
  const last = aws.addLines('checkout', 'last', orderHistory(NOW + 24 * HOUR, 'ok'));
  aws.calls.length = 0;
  await run(SECOND);
  expect(aws.calls.filter(({ operation }) => operation === 'filterEvents').length).toBeGreaterThan(2);
  expect(index.executions.has(last)).toBe(true);
  expect(report().machines[0]).toMatchObject({ catchingUpMs: null });
});

test('goes on where the clock of this machine is set back while it reads (R7)', async () => {
  aws.addMachine('orders');
  const one = aws.addExecution('orders', 'one', 'RUNNING', orderHistory(NOW - HOUR, 'open'));
  await run(30 * SECOND);
  expect(reading.reader.lastReadMs(one.listed.arn)).not.toBeNull();

  clock.setBack(24 * HOUR);
  expect(reading.reader.lastReadMs(one.listed.arn)).toBeNull();
  const ended = aws.addExecution('orders', 'two', 'SUCCEEDED', orderHistory(NOW + 31 * SECOND, 'ok'));
  aws.calls.length = 0;
  await clock.advance(15 * SECOND);
  expect(index.histories.has(ended.listed.arn)).toBe(true);
  expect(report()).toMatchObject({ pause: null, isStale: false });
  await clock.advance(60 * SECOND);
  const lists = aws.calls.filter(({ operation }) => operation === 'listExecutions');
  expect(lists.length).toBeGreaterThan(5);
});

test('finds executions that were redriven and are over again, while they may be: for 14 days after their end', async () => {
  aws.addMachine('orders');
  const add = (name: string, daysAgo: number) =>
    aws.addExecution('orders', name, 'FAILED', orderHistory(NOW - daysAgo * 24 * HOUR, 'failed'));
  const mended = add('mended', 2);
  const stillFailing = add('still-failing', 3);
  const tooOld = add('too-old', 20);
  add('untouched', 4);
  aws.addExecution('orders', 'newest', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExecution('orders', 'before-it', 'SUCCEEDED', orderHistory(NOW - 2 * HOUR, 'ok'));
  // Pages of one: a round asks for these two and no others.
  aws.pageSize = 1;
  await run(60 * SECOND);
  expect(report().phase).toBe('following');
  const redriven = (execution: typeof mended, more: Partial<typeof mended.listed>) => {
    const endedAtMs = epochMs(NOW + 90 * SECOND);
    execution.listed = {
      ...execution.listed,
      redriveCount: 1,
      redrivenAtMs: epochMs(NOW + 80 * SECOND),
      endedAtMs,
      ...more,
    };
  };
  redriven(mended, { status: 'SUCCEEDED' });
  redriven(stillFailing, {});
  redriven(tooOld, { status: 'SUCCEEDED' });
  aws.calls.length = 0;
  await clock.advance(31 * 60 * SECOND);
  expect(index.executions.get(arn('orders', 'mended'))).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(index.executions.get(arn('orders', 'still-failing'))).toMatchObject({ status: 'FAILED', redriveCount: 1 });
  expect(index.executions.get(arn('orders', 'untouched'))).toMatchObject({ status: 'FAILED', redriveCount: 0 });
  expect(index.executions.get(arn('orders', 'too-old'))).toMatchObject({ status: 'FAILED', redriveCount: 0 });
  const described = aws.calls.filter(({ operation }) => operation === 'describeExecution');
  expect(described.map(({ subject }) => subject)).toEqual([arn('orders', 'mended')]);
});

test('reads an Express machine from the time on when logging is turned on, and nothing while it is off', async () => {
  const machine = aws.addExpressMachine('checkout');
  aws.machines[0] = { ...machine, logging: { level: 'OFF', includesData: false, logGroupArn: null } };
  await run(10 * SECOND);
  expect(aws.calls.some(({ operation }) => operation === 'filterEvents')).toBe(false);
  expect(report().phase).toBe('following');
  aws.machines[0] = machine;
  const seen = aws.addLines('checkout', 'seen', orderHistory(NOW + 130 * SECOND, 'ok'));
  await clock.advance(200 * SECOND);
  expect(index.executions.get(seen)?.status).toBe('SUCCEEDED');
});

test('reads the machines that the configuration selects, and forgets nothing of one that is left out later', async () => {
  aws.addMachine('orders');
  aws.addMachine('payroll');
  const payroll = `${FAKE_PLACE}:stateMachine:payroll`;
  aws.addExecution('orders', 'a', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExecution('payroll', 'b', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  expect(await index.getExecution(arn('payroll', 'b'))).not.toBeNull();
  aws.unselected.add(payroll);
  aws.calls.length = 0;
  aws.addExecution('payroll', 'c', 'SUCCEEDED', orderHistory(NOW, 'ok'));
  await restart(10 * 60 * SECOND);
  expect(aws.calls.filter(({ subject }) => subject.includes('payroll'))).toEqual([]);
  expect(report().machines.map(({ machineArn }) => machineArn)).toEqual([`${FAKE_PLACE}:stateMachine:orders`]);
  // AWS still has it, so it is not deleted; nothing new of it comes in.
  expect(index.machines.get(payroll)?.status).toBe('ACTIVE');
  expect(await index.getExecution(arn('payroll', 'c'))).toBeNull();
});

test('pauses while the disk has too little room, says since when, calls nothing fresh, and goes on by itself (D7)', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'first', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  await run(10 * SECOND);
  index.shortage = new AppError('disk-full', 'Free space.', { retryable: true });
  aws.addExecution('orders', 'second', 'SUCCEEDED', orderHistory(clock.nowMs(), 'ok'));
  await clock.advance(30 * SECOND);
  const paused = report();
  expect(paused).toMatchObject({ phase: 'waiting', pause: { code: 'disk-full', message: 'Free space.' } });
  expect(paused.message).toMatch(/^paused: the disk is nearly full, /);
  const calls = aws.calls.length;
  await clock.advance(10 * 60 * SECOND);
  // AWS is asked for nothing that could not be kept.
  expect(aws.calls).toHaveLength(calls);
  expect(report()).toMatchObject({ freshMs: paused.freshMs, isStale: true, pause: { sinceMs: paused.pause?.sinceMs } });
  expect(await index.getExecution(arn('orders', 'second'))).toBeNull();
  index.shortage = null;
  await clock.advance(60 * SECOND);
  expect(report()).toMatchObject({ phase: 'following', pause: null, isStale: false });
  expect(await index.getExecution(arn('orders', 'second'))).toMatchObject({ coverage: 'full' });
});
