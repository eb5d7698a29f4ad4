import { beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { IndexBatch } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { toListedRow } from './execution-rows';
import { joinWrites } from './group-commit';
import { toMachineRow } from './machine-catalogue';

let index: MemoryIndex;
let clock: VirtualClock;
const aws = new FakeAws();
const machine = toMachineRow(aws.addMachine('orders'));

function execution(name: string): IndexedExecution {
  const { listed } = aws.addExecution('orders', name, 'SUCCEEDED', orderHistory(1_000, 'ok'));
  const row = toListedRow(listed, undefined);
  if (row === null) throw new Error('a new execution is always news');
  return row;
}

function batch(executions: readonly IndexedExecution[], connection = 'default'): IndexBatch {
  return { connection, machines: [], executions, histories: [], watermarks: [] };
}

beforeEach(async () => {
  index = new MemoryIndex();
  clock = new VirtualClock(0);
  await index.apply({ ...batch([]), machines: [machine] });
  index.batches.length = 0;
});

test('writes together what arrives while a write is under way', async () => {
  const apply = joinWrites(index, clock);
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => apply(batch([execution(name)]))));
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([1, 3]);
});

test('keeps the order of two writes of one execution, and connections apart', async () => {
  const apply = joinWrites(index, clock);
  const row = execution('a');
  const later = { ...row, endedAtMs: epochMs(9_000) };
  await Promise.all([
    apply(batch([])),
    apply(batch([row])),
    apply(batch([later])),
    apply(batch([execution('b')], 'other')),
  ]);
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([0, 1, 1, 1]);
  expect(index.executions.get(row.arn)?.endedAtMs).toBe(9_000);
});

test('one that cannot be written does not take others with it', async () => {
  const apply = joinWrites(index, clock);
  const bad = { ...execution('bad'), machineArn: 'arn:of-no-machine' };
  const results = await Promise.allSettled(
    [batch([]), batch([execution('a')]), batch([bad]), batch([execution('c')])].map((each) => apply(each)),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(index.executions.size).toBe(2);
});

test('keeps what can wait for a moment, and writes it together', async () => {
  const apply = joinWrites(index, clock);
  const writes = ['a', 'b', 'c'].map((name) => apply(batch([execution(name)]), { canWait: true }));
  await clock.advance(999);
  expect(index.batches).toEqual([]);
  await clock.advance(1);
  await Promise.all(writes);
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([3]);
  const next = apply(batch([execution('d')]), { canWait: true });
  await clock.advance(1_000);
  await next;
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([3, 1]);
});

test('what cannot wait takes what can with it', async () => {
  const apply = joinWrites(index, clock);
  const waits = apply(batch([execution('a')]), { canWait: true });
  await Promise.all([apply(batch([execution('b')])), waits]);
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([2]);
});

test('does not wait for more where enough has come', async () => {
  const apply = joinWrites(index, clock);
  await Promise.all(Array.from({ length: 8 }, (_, at) => apply(batch([execution(`of-8-${at}`)]), { canWait: true })));
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([8]);
});

test('writes what can wait at once when it is to end', async () => {
  const apply = joinWrites(index, clock);
  const stopping = new AbortController();
  const waits = apply(batch([execution('a')]), { canWait: true, signal: stopping.signal });
  stopping.abort();
  await waits;
  await apply(batch([execution('b')]), { canWait: true, signal: stopping.signal });
  expect(index.batches.map(({ executions }) => executions.length)).toEqual([1, 1]);
});
