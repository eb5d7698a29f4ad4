import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { decodeEvents, encodeEvents } from './event-block';

function makeEvents(count: number): HistoryEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    previousEventId: at,
    type: at % 2 === 0 ? 'TaskStateEntered' : 'SomeFutureEvent',
    // Stamped by several hosts, so not always later than the one before.
    atMs: epochMs(1_790_000_000_000 + at * 10 - (at % 7)),
    details: { name: `Größe ${at}`, input: JSON.stringify({ at, nested: [null, 1.5, '"'] }) },
  }));
}

it.each([0, 1, 40, 4_999, 5_000, 12_345])('gives back %d events as they were', async (count) => {
  const events = makeEvents(count);
  expect(await decodeEvents(await encodeEvents(events))).toEqual(events);
});

it('takes a fraction of the events’ own size', async () => {
  const events = makeEvents(40);
  const [block] = await encodeEvents(events);
  expect(block?.length).toBeLessThan(JSON.stringify(events).length / 5);
});

it('refuses a block that is damaged, of another format or holds something else', async () => {
  const [block = new Uint8Array()] = await encodeEvents(makeEvents(40));
  await expect(decodeEvents([block.subarray(0, block.length - 9)])).rejects.toThrow();
  await expect(decodeEvents([Uint8Array.of(9, ...block.subarray(1))])).rejects.toThrow('format 9');
  await expect(decodeEvents([new Uint8Array()])).rejects.toThrow('cannot read');
});
