import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { type IndexedPair, indexBatch, indexedPair, machineArnOf } from '@/lib/testing/index-batches';
import { type OpenIndex, openIndexStore } from './open-index-store';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const DAYS = [1, 3, 10, 29, 31, 40, 200];
const WINDOW = { fromMs: epochMs(NOW - 365 * DAY), toMs: epochMs(NOW) };

let directories: string[];
let opened: OpenIndex[];

beforeEach(() => {
  directories = [];
  opened = [];
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval'] });
});

afterEach(async () => {
  for (const index of opened) await index.close();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  vi.useRealTimers();
});

async function open(keepDays?: number): Promise<OpenIndex> {
  const dataDirectory = directories.at(-1) ?? mkdtempSync(join(tmpdir(), 'statelens-retention-'));
  directories.push(dataDirectory);
  const index = await openIndexStore({
    dataDirectory,
    log: createLogger('silent'),
    ...(keepDays !== undefined && { keepMs: keepDays * DAY }),
    compaction: { replacedRows: 1, looseRows: 1_000, watermarks: 5, share: 0 },
  });
  opened.push(index);
  return index;
}

/** One that succeeded and one that failed on each of some days, and one that has been open since the first of them. */
function pairs(days: readonly number[]): readonly IndexedPair[] {
  return [
    ...days.flatMap((day) => [
      indexedPair({
        name: `ok-${day}`,
        startMs: NOW - day * DAY,
        write: (history) => history.end(history.chain().state('Wait', 'Cool', 1_000 * day)),
      }),
      indexedPair({
        name: `failed-${day}`,
        startMs: NOW - day * DAY,
        write: (history) => history.end(history.chain().state('Pass', 'Prepare', 10).fail('Refuse', 'Orders.Declined')),
      }),
    ]),
    indexedPair({
      name: 'open',
      startMs: NOW - 200 * DAY,
      write: (history) => void history.chain().state('Pass', 'Prepare', 10),
    }),
  ];
}

/** Lists that come in no particular order, in one. */
function inOrder(value: object): unknown {
  if (!Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, Array.isArray(member) ? inOrder(member) : member]),
    );
  }
  return value.map((item) => JSON.stringify(item)).toSorted();
}

/** What every kind of question answers. */
async function answers({ store }: OpenIndex) {
  const { rows, counts } = await store.listExecutions({ ...WINDOW, sort: 'started', limit: 100 });
  const window = { machineArn: machineArnOf('orders'), ...WINDOW };
  const { machines, executions, histories, visits, attempts, waits } = await store.stats();
  return {
    names: rows.map(({ name }) => name),
    counts,
    figures: await store.machineFigures(WINDOW),
    tiles: await store.overviewTiles({ ...WINDOW, nowMs: epochMs(NOW) }),
    states: await store.stateFigures(window),
    durations: inOrder(await store.machineDurations(window)),
    rates: inOrder(await store.stateRates(WINDOW)),
    events: await Promise.all(rows.map(async ({ arn }) => (await store.getEvents(arn))?.length)),
    stats: { machines, executions, histories, visits, attempts, waits },
  };
}

it('drops what has been over for longer than is kept, so that every answer is that of an index that never held it', async () => {
  const full = await open();
  await full.store.apply(indexBatch(pairs(DAYS)));
  expect((await answers(full)).names).toHaveLength(15);
  await full.close();
  const kept = await open(30);
  await vi.waitFor(async () => expect((await kept.store.stats()).executions).toBe(9));
  const after = await answers(kept);
  expect(after.names).toContain('open');
  directories.push(mkdtempSync(join(tmpdir(), 'statelens-retention-')));
  const never = await open();
  await never.store.apply(indexBatch(pairs(DAYS.filter((day) => day < 30))));
  expect(after).toEqual(await answers(never));
  // Also once its rows are gone from the tables.
  await kept.compact();
  expect(await answers(kept)).toEqual(after);
  expect((await kept.store.stats()).replaced).toBe(0);
});

it('drops inputs and outputs with their executions', async () => {
  const kept = [pairs([31])[0], pairs([1])[0]].flatMap((pair) => pair ?? []);
  const payloads = kept.map(({ execution }) => ({
    executionArn: execution.arn,
    startedAtMs: execution.startedAtMs,
    part: 'input' as const,
    kept: { text: `{"order":"${execution.name}"}`, isCut: false },
  }));
  const before = await open();
  await before.store.apply(indexBatch(kept, { payloads }));
  await before.close();
  const index = await open(30);
  await vi.waitFor(async () => expect((await index.store.stats()).executions).toBe(1));
  expect(await index.compact()).toContain('payloads');
  expect(await index.compact()).not.toContain('payloads');
  const query = { ...WINDOW, sort: 'started', limit: 10, payload: '"order"' } as const;
  expect((await index.store.listExecutions(query)).rows.map(({ name }) => name)).toEqual(['ok-1']);
});

it('looks again every hour, and keeps everything where no limit is set', async () => {
  const index = await open(30);
  await index.store.apply(indexBatch(pairs([31])));
  expect((await index.store.stats()).executions).toBe(3);
  vi.advanceTimersByTime(3_600_000);
  await vi.waitFor(async () => expect((await index.store.stats()).executions).toBe(1));
});
