import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { indexBatch, indexedPair, listedOnly, machineArnOf } from '@/lib/testing/index-batches';
import { type OpenIndex, openIndexStore } from './open-index-store';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 22);

let dataDirectory: string;
let index: OpenIndex;

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-steps-'));
  index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
});

afterEach(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** Executions of one Task that begin in an hour of the day, and end in it; the first `read` of them have been read. */
async function start(hour: number, outcome: 'ok' | 'Declined', count: number, read: number): Promise<void> {
  const pairs = Array.from({ length: count }, (_, at) =>
    indexedPair({
      name: `${outcome}-${hour}-${at}`,
      startMs: FROM_MS + hour * HOUR_MS + at,
      write: (history) => history.end(history.chain().task('Charge', { attempts: [outcome] })),
    }),
  );
  await index.store.apply(indexBatch(pairs.slice(0, read)));
  const unread = pairs.slice(read).map(listedOnly);
  if (unread.length > 0) await index.store.apply(indexBatch(pairs.slice(0, 1), { executions: unread, histories: [] }));
}

async function ask(hours: number, stepHours: number) {
  const { visits, histories } = await index.store.stateSteps({
    machineArn: machineArnOf('orders'),
    fromMs: epochMs(FROM_MS),
    toMs: epochMs(FROM_MS + hours * HOUR_MS),
    stepMs: stepHours * HOUR_MS,
  });
  const byTime = visits.toSorted((a, b) => a.startMs - b.startMs);
  return { ended: byTime.map(({ ended }) => ended), failed: byTime.map(({ failed }) => failed), histories };
}

it('scales each hour by its own share: what was read whole is not made more by what was not', async () => {
  await start(0, 'ok', 10, 2);
  await start(0, 'Declined', 3, 3);
  await start(1, 'ok', 6, 6);
  expect(await ask(2, 1)).toEqual({
    ended: [13, 6],
    failed: [3, 0],
    histories: [
      { startMs: FROM_MS, succeeded: 10, succeededRead: 2 },
      { startMs: FROM_MS + HOUR_MS, succeeded: 6, succeededRead: 6 },
    ],
  });
});

it('loses no execution of a longer step in an hour of which none was read', async () => {
  await start(0, 'ok', 10, 0);
  await start(0, 'Declined', 3, 3);
  await start(1, 'ok', 4, 2);
  await start(2, 'ok', 6, 6);
  // 20 succeeded: the 10 of the first hour are spread over those that 2 × 2 and 6 × 1 stand for.
  expect(await ask(4, 4)).toMatchObject({ ended: [23], failed: [3] });
});

it('tells what is known of an hour of which no success was read, and scales nothing', async () => {
  await start(0, 'ok', 10, 0);
  await start(0, 'Declined', 3, 3);
  expect(await ask(1, 1)).toMatchObject({ ended: [3], failed: [3], histories: [{ succeeded: 10, succeededRead: 0 }] });
});
