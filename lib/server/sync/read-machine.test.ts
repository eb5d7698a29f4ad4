import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { connectionDependencies } from '@/lib/testing/connection-dependencies';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import { newReading } from './plan';
import { followMachine } from './read-machine';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;

/** What a round over a machine needs, on an index in memory. */
function rig(aws: FakeAws) {
  const index = new MemoryIndex();
  const clock = new VirtualClock(NOW);
  return {
    deps: {
      ...connectionDependencies(aws, index, clock),
      catalogue: createMachineCatalogue(),
      log: createLogger('silent'),
    },
    index,
    clock,
  };
}

test('notes what share of a log is read while more of it is written', async () => {
  const aws = new FakeAws();
  const described = aws.addExpressMachine('checkout');
  const { deps, clock } = rig(aws);
  const machine = { ...toMachineRow(described), connection: 'default' };
  const span = { fromMs: epochMs(NOW - 99 * MINUTE), toMs: epochMs(NOW - 10 * MINUTE) };
  const reading = newReading(machine, span, epochMs(NOW), Number.POSITIVE_INFINITY);
  const follow = async (sliceMs: number, tookMs: number) => {
    reading.sliceMs = sliceMs;
    await clock.advance(tookMs);
    await followMachine(deps, reading, epochMs(0));
    return reading.logBehind?.share;
  };

  expect(await follow(MINUTE, 0)).toBeNull();
  expect(await follow(MINUTE, 4 * MINUTE)).toBe(0.25);
  expect(await follow(4 * MINUTE, 4 * MINUTE)).toBe(1);
  expect(await follow(99 * MINUTE, 4 * MINUTE)).toBeUndefined();
});

test('asks for as many executions at once as are expected, because calls are scarce and not what one answers', async () => {
  const aws = new FakeAws();
  const described = aws.addMachine('orders');
  aws.pageSize = 1_000;
  for (let at = 0; at < 700; at += 1) {
    const execution = aws.addExecution('orders', `run-${at}`, 'SUCCEEDED', []);
    execution.listed = { ...execution.listed, startedAtMs: epochMs(NOW - at * 200) };
  }
  const { deps, index } = rig(aws);
  const machine = { ...toMachineRow(described), connection: 'default' };
  await index.apply({ connection: 'default', machines: [machine], executions: [], histories: [], watermarks: [] });
  const span = { fromMs: epochMs(0), toMs: epochMs(NOW - 10_000) };
  const calls = async (newsPerSecond: number, askedMs: number | null = NOW - MINUTE) => {
    const reading = newReading(machine, span, epochMs(NOW), Number.POSITIVE_INFINITY);
    Object.assign(reading, { newsPerSecond, askedMs });
    aws.calls.length = 0;
    await followMachine(deps, reading, epochMs(0));
    return aws.calls.filter(({ operation }) => operation === 'listExecutions').length;
  };

  // Back to two minutes before what was read last: 650 of them.
  expect(await calls(0)).toBe(7);
  expect(await calls(5)).toBe(1);
  // After a start nobody knows how much has happened since the last one.
  expect(await calls(0, null)).toBe(1);
});
