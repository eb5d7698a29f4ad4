import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { indexBatch, indexedPair, listedOnly, machineArnOf } from '@/lib/testing/index-batches';
import { type OpenIndex, openIndexStore } from './open-index-store';

const DAY_MS = 24 * 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 22);
const WINDOW = { machineArn: machineArnOf('orders'), fromMs: epochMs(FROM_MS), toMs: epochMs(FROM_MS + DAY_MS) };

let dataDirectory: string;
let index: OpenIndex;

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-states-'));
  index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
});

afterEach(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** An execution of one Task, which ends as its last attempt does. */
function order(name: string, attempts: readonly ('ok' | 'Busy' | 'Declined')[], startMs = FROM_MS) {
  return indexedPair({
    name,
    startMs,
    write: (history) => history.end(history.chain().task('Charge', { attempts })),
  });
}

it('scales succeeded visits up to all succeeded executions, each window by its own share', async () => {
  const plain = Array.from({ length: 9 }, (_, at) => order(`ok-${at}`, ['ok']));
  const read = [...plain.slice(0, 3), order('retried', ['Busy', 'ok']), order('failed', ['Busy', 'Declined'])];
  const earlier = [order('before', ['ok'], FROM_MS - DAY_MS), order('before-failed', ['Declined'], FROM_MS - DAY_MS)];
  await index.store.apply(indexBatch([...read, ...earlier]));
  const unread = plain.slice(3).map(listedOnly);
  await index.store.apply(indexBatch(read, { executions: unread, histories: [] }));

  const { states, histories, historiesBefore } = await index.store.stateFigures(WINDOW);
  expect(histories).toEqual({ succeeded: 10, succeededRead: 4 });
  expect(historiesBefore).toEqual({ succeeded: 1, succeededRead: 1 });
  // 4 succeeded visits stand for 10: with 1 recovered 2.5, with 1 retry each 2.5 + 1, in attempts (5 × 2.5) + 2.
  expect(states[0]?.figures).toMatchObject({
    ended: 11,
    succeeded: 10,
    failed: 1,
    fatal: 1,
    retried: 4,
    recovered: 3,
    attempts: 15,
  });
  expect(states[0]?.before).toMatchObject({ ended: 2, succeeded: 1, failed: 1 });
});

it('has nothing to scale by where no succeeded history was read', async () => {
  const failed = order('failed', ['Declined']);
  await index.store.apply(indexBatch([failed]));
  const listed = [order('ok-1', ['ok']), order('ok-2', ['ok'])].map(listedOnly);
  await index.store.apply(indexBatch([failed], { executions: listed, histories: [] }));
  const { states, histories } = await index.store.stateFigures(WINDOW);
  expect(histories).toEqual({ succeeded: 2, succeededRead: 0 });
  expect(states[0]?.figures).toMatchObject({ ended: 1, failed: 1, succeeded: 0 });
});
