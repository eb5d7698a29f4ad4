import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { FakeAws, type FakeExecution, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createReading, type Reading } from './reading';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

/** An execution that started so many hours ago and ran with what was written some time before. */
function add(name: string, hoursAgo: number, revisionId: string | null, writtenHoursAgo: number): FakeExecution {
  const execution = aws.addExecution('orders', name, 'SUCCEEDED', orderHistory(NOW - hoursAgo * HOUR, 'ok'));
  execution.ranWith = { revisionId, updatedAtMs: epochMs(NOW - writtenHoursAgo * HOUR) };
  return execution;
}

/** What the index was told: revision, version, how many hours ago it was written and the execution started. */
function told() {
  return index.revisions.map(
    ({ revisionId, version, updatedAtMs, startedAtMs }) =>
      [revisionId, version, (NOW - updatedAtMs) / HOUR, (NOW - startedAtMs) / HOUR] as const,
  );
}

function asked(): readonly string[] {
  const calls = aws.calls.filter(({ operation }) => operation === 'describeRevisionOfExecution');
  return calls.map(({ subject }) => subject.split(':').at(-1) ?? '');
}

/** Four executions of the third revision, two of the second, one from before the first update. */
function addPast(): void {
  aws.addMachine('orders', { revisionId: 'third' });
  for (const hours of [1, 2, 3, 4]) add(`third-${hours}`, hours, 'third', 5);
  for (const hours of [6, 7]) add(`second-${hours}`, hours, 'second', 8);
  add('first', 9, null, 100);
}

/** Gives the machine that was added last another revision. */
function updateMachine(revisionId: string): void {
  const machine = aws.machines.pop();
  if (machine === undefined) throw new Error('there is no machine');
  aws.machines.push({ ...machine, revisionId });
}

test('asks about the last execution of each revision, from the newest back, and about none twice', async () => {
  addPast();
  await run(MINUTE);
  expect(told()).toEqual([
    ['third', null, 5, 1],
    ['second', null, 8, 6],
    [null, null, 100, 9],
  ]);
  expect(asked()).toEqual(['third-1', 'second-6', 'first']);
  await clock.advance(HOUR);
  await reading.sync.stop();
  await run(HOUR);
  expect(asked()).toHaveLength(3);
});

test('takes one that is open for long for what it tells, and asks about what lies between once that is read', async () => {
  aws.addMachine('orders', { revisionId: 'third' });
  add('third', 1, 'third', 2);
  const open = add('open', 80, 'first', 90);
  open.listed = { ...open.listed, status: 'RUNNING', endedAtMs: null };
  add('second', 30, 'second', 31);
  add('first', 85, 'first', 90);
  await run(10 * MINUTE);
  expect(told().toSorted((a, b) => a[3] - b[3])).toEqual([
    ['third', null, 2, 1],
    ['second', null, 31, 30],
    ['first', null, 90, 80],
  ]);
});

test('asks nothing of a machine that was never updated, nor of Express, whose executions do not tell', async () => {
  aws.addMachine('orders');
  aws.addExecution('orders', 'one', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
  aws.addExpressMachine('quick');
  updateMachine('second');
  aws.addLines('quick', 'two', orderHistory(NOW - HOUR, 'ok'));
  await run(HOUR);
  expect(index.executions.size).toBe(2);
  expect(asked()).toEqual([]);
});

test('asks again every five minutes where something started since, and notices an update by that', async () => {
  addPast();
  await run(MINUTE);
  aws.calls.length = 0;
  add('third-now', -0.05, 'third', 5);
  add('fourth', -0.1, 'fourth', -0.09);
  add('fifth', -0.12, 'fifth', -0.11);
  await clock.advance(20 * MINUTE);
  expect(asked()).toEqual(['fifth', 'fourth', 'third-now']);
  expect(told().slice(3)).toEqual([
    ['fifth', null, -0.11, -0.12],
    ['fourth', null, -0.09, -0.1],
    ['third', null, 5, -0.05],
  ]);
  await clock.advance(HOUR);
  expect(asked()).toHaveLength(3);
});

test('asks about one execution of each version', async () => {
  addPast();
  const version = (name: string, hours: number, number: number) => {
    const execution = add(name, hours, `of-${number}`, 50 + number);
    execution.listed = { ...execution.listed, versionArn: `${execution.listed.machineArn}:${number}` };
  };
  version('v3-new', 0.5, 3);
  version('v3-old', 1.5, 3);
  version('v4', 0.4, 4);
  await run(10 * MINUTE);
  const ofVersions = told().filter(([, number]) => number !== null);
  expect(ofVersions.map(([revision, number]) => [revision, number])).toEqual([
    ['of-4', 4],
    ['of-3', 3],
  ]);
  expect(asked()).toEqual(['v4', 'v3-new', 'third-1', 'second-6', 'first']);
});

test('stops at what AWS has forgotten or does not tell, and does not ask about it again', async () => {
  addPast();
  for (const execution of aws.executions) execution.isForgotten = execution.listed.name.startsWith('second');
  await run(HOUR);
  expect(told()).toEqual([['third', null, 5, 1]]);
  expect(asked()).toEqual(['third-1', 'second-6']);
  await reading.sync.stop();
  aws.calls.length = 0;
  for (const execution of aws.executions) execution.ranWith = { revisionId: 'second', updatedAtMs: null };
  for (const execution of aws.executions) delete execution.isForgotten;
  await run(HOUR);
  expect(asked()).toEqual(['second-6']);
});

test('asks again about a new one that is not there yet', async () => {
  addPast();
  const late = add('late', 0.1, 'third', 5);
  late.isForgotten = true;
  await run(MINUTE);
  expect(asked()).toEqual(['late', 'third-1', 'second-6', 'first']);
  delete late.isForgotten;
  await clock.advance(10 * MINUTE);
  expect(told().at(-1)).toEqual(['third', null, 5, 0.1]);
});

test('reads executions all the same where the permission is missing, and finds the revisions once it is there', async () => {
  addPast();
  aws.failures.set('describeRevisionOfExecution', new AppError('access-denied', 'The role lacks it.'));
  await run(16 * MINUTE);
  expect(index.histories.size).toBe(7);
  expect(reading.sync.report()[0]?.machines[0]?.failure).toBeNull();
  expect(told()).toEqual([]);
  expect(asked()).toEqual(['third-1', 'third-1', 'third-1', 'third-1']);
  aws.failures.clear();
  await clock.advance(6 * MINUTE);
  expect(told()).toHaveLength(3);
});
