import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { createEventPayloads } from './event-payloads';
import type { HistoryPages } from './history-pages';

const EVENTS = 1_000;
const KILOBYTE = 'x'.repeat(1_024);
const QUERY = { executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e', lastEventId: EVENTS };
const CLICK = { priority: 'click' } as const;

/** A history whose payloads are of the size told, and the sizes of the pages that were asked for. */
function historyOf(kilobytes: (id: number) => number): { readonly pages: HistoryPages; readonly limits: number[] } {
  const limits: number[] = [];
  const eventOf = (id: number): HistoryEvent => ({
    id,
    previousEventId: id - 1,
    atMs: epochMs(id),
    type: 'TaskStateEntered',
    details: { input: `${id} ${KILOBYTE.repeat(kilobytes(id))}` },
  });
  const pages: HistoryPages = {
    read: async ({ token, reverse = false, limit = 100 }) => {
      limits.push(limit);
      const [size, from] = token === null ? [limit, 0] : token.split('/').map(Number);
      if (size !== limit || from === undefined) throw new Error('the token is of pages of another size');
      const places = Array.from({ length: Math.min(limit, EVENTS - from) }, (_, index) => from + index);
      const items = places.map((place) => eventOf(reverse ? EVENTS - place : place + 1));
      const end = from + items.length;
      return { kind: 'page', items, nextToken: end < EVENTS ? `${limit}/${end}` : null, unreadable: 0 };
    },
  };
  return { pages, limits };
}

test('reads as many events with one as a page can have where payloads are small, so that tokens are known (T2)', async () => {
  const { pages, limits } = historyOf(() => 1);
  await open(createEventPayloads(pages), 998);
  expect(limits).toEqual([25, 100]);
  const short = historyOf(() => 256);
  const find = createEventPayloads(short.pages);
  for (const eventId of [7, 60]) await find({ ...QUERY, eventId, lastEventId: 90 }, CLICK);
  expect(new Set(short.limits)).toEqual(new Set([100]));
});

async function open(find: ReturnType<typeof createEventPayloads>, eventId: number): Promise<void> {
  const found = await find({ ...QUERY, eventId }, CLICK);
  expect(found).toMatchObject({ kind: 'found', value: { id: eventId } });
}

test('goes on with full pages where payloads are small', async () => {
  const { pages, limits } = historyOf(() => 1);
  const find = createEventPayloads(pages);
  await open(find, 480);
  expect(limits).toEqual([25, 100, 100, 100, 100, 100]);
  await open(find, 470);
  expect(limits.slice(6)).toEqual([100]);
});

test('stays with small pages where payloads are large, and remembers where each begins (R6)', async () => {
  const { pages, limits } = historyOf(() => 256);
  const find = createEventPayloads(pages);
  await open(find, 70);
  await open(find, 60);
  await open(find, 960);
  expect(limits).toEqual([25, 25, 25, 25, 25, 25]);
});

test('begins anew with small pages where large payloads come later', async () => {
  const { pages, limits } = historyOf((id) => (id > 300 ? 256 : 1));
  const find = createEventPayloads(pages);
  await open(find, 410);
  expect(limits.slice(0, 5)).toEqual([25, 100, 100, 100, 100]);
  expect(new Set(limits.slice(5))).toEqual(new Set([25]));
});

test('asks once for an event of the first page, and finds events whoever asks at the same time', async () => {
  const { pages, limits } = historyOf(() => 256);
  const find = createEventPayloads(pages);
  await open(find, 3);
  expect(limits).toEqual([25]);
  await Promise.all([1, 130, 400, 600, 870, 1_000].map((id) => open(createEventPayloads(pages), id)));
  await Promise.all([1, 130, 400, 600, 870, 1_000].map((id) => open(find, id)));
});
