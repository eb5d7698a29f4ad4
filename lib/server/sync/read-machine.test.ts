import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import { newReading } from './plan';
import { followMachine } from './read-machine';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;

test('notes what share of a log is read while more of it is written', async () => {
  const aws = new FakeAws();
  const described = aws.addExpressMachine('checkout');
  const [connection] = aws.list();
  if (connection === undefined) throw new Error('no connection');
  const index = new MemoryIndex();
  const clock = new VirtualClock(NOW);
  const deps = {
    index,
    apply: index.apply.bind(index),
    clock,
    catalogue: createMachineCatalogue(),
    log: createLogger('silent'),
    keepMs: Number.POSITIVE_INFINITY,
    connection,
    signal: new AbortController().signal,
  };
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
