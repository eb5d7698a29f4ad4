import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { FAKE_PLACE, FakeAws, type FakeExecution, orderHistory } from '@/lib/testing/fake-aws';
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

/** What the index knows: revision, version and how many hours ago it was written, the newest first. */
async function known() {
  const revisions = await index.listRevisions({ machineArn: `${FAKE_PLACE}:stateMachine:orders` });
  return revisions.map(
    ({ revisionId, version, updatedAtMs }) => [revisionId, version, (NOW - updatedAtMs) / HOUR] as const,
  );
}

function asked(): readonly string[] {
  const calls = aws.calls.filter(({ operation }) => operation === 'describeMachineOfExecution');
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

test('asks about one execution of each revision, from the newest back to the definition from before any update', async () => {
  addPast();
  await run(MINUTE);
  expect(await known()).toEqual([
    ['third', null, 5],
    ['second', null, 8],
    [null, null, 100],
  ]);
  expect(asked()).toEqual(['third-1', 'second-6', 'first']);
  await clock.advance(HOUR);
  expect(asked()).toHaveLength(3);
});

test('goes on where a server that was stopped had come to', async () => {
  addPast();
  await run(MINUTE);
  await reading.sync.stop();
  aws.calls.length = 0;
  await run(HOUR);
  expect(asked()).toEqual([]);
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

test('notices an update with the first execution that ran with it, and asks once until there is one', async () => {
  addPast();
  await run(MINUTE);
  aws.calls.length = 0;
  updateMachine('fifth');
  await clock.advance(10 * MINUTE);
  expect(asked()).toEqual(['third-1']);
  // Two updates at once: nothing was asked about the fourth revision before there was an execution of the fifth.
  add('fourth', -0.1, 'fourth', -0.09);
  add('fifth', -0.12, 'fifth', -0.11);
  await clock.advance(20 * MINUTE);
  expect((await known()).slice(0, 3).map(([revision]) => revision)).toEqual(['fifth', 'fourth', 'third']);
  expect(asked()).toEqual(['third-1', 'fifth', 'fourth']);
  await clock.advance(HOUR);
  expect(asked()).toHaveLength(3);
});

test('asks about one execution of each version', async () => {
  addPast();
  const version = (name: string, hours: number, number: number) => {
    const execution = add(name, hours, `of-${number}`, 50 + number);
    execution.listed = { ...execution.listed, versionArn: `${execution.listed.machineArn}:${number}` };
    return execution;
  };
  version('v3-new', 0.5, 3);
  version('v3-old', 1.5, 3);
  version('v4', 0.4, 4);
  version('forgotten', 0.6, 5).isForgotten = true;
  await run(10 * MINUTE);
  expect((await known()).filter(([, number]) => number !== null)).toEqual([
    ['of-3', 3, 53],
    ['of-4', 4, 54],
  ]);
  expect(asked().toSorted()).toEqual(['first', 'forgotten', 'second-6', 'third-1', 'v3-new', 'v4']);
});

test('stops at what AWS has forgotten, and does not ask about it again', async () => {
  addPast();
  for (const execution of aws.executions) execution.isForgotten = execution.listed.name.startsWith('second');
  await run(HOUR);
  expect(await known()).toEqual([['third', null, 5]]);
  expect(asked()).toEqual(['third-1', 'second-6']);
});

test('reads executions all the same where the permission is missing, and finds the revisions once it is there', async () => {
  addPast();
  aws.failures.set('describeMachineOfExecution', new AppError('access-denied', 'The role lacks it.'));
  await run(10 * MINUTE);
  expect(index.histories.size).toBe(7);
  expect(reading.sync.report()[0]?.machines[0]?.failure).toBeNull();
  expect(await known()).toEqual([]);
  expect(asked().length).toBeGreaterThan(1);
  expect(asked().length).toBeLessThanOrEqual(6);
  aws.failures.clear();
  await clock.advance(5 * MINUTE);
  expect(await known()).toHaveLength(3);
});
