import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionQuery, ExecutionRevision, IndexBatch } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import type { HistoryBuilder } from '@/lib/testing/history-builder';
import { indexBatch, indexedPair, machineArnOf } from '@/lib/testing/index-batches';
import { type OpenIndex, openIndexStore } from './open-index-store';

const log = createLogger('silent');
const HOUR = 3_600_000;
const START_MS = Date.UTC(2026, 10, 22);

let root: string;
let index: OpenIndex;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'statelens-revisions-'));
  index = await openIndexStore({ dataDirectory: root, log });
});

afterEach(async () => {
  await index.close();
  rmSync(root, { recursive: true, force: true });
});

function succeed(history: HistoryBuilder): void {
  history.end(history.chain());
}

/** An execution that started at an hour; by no version where none is named. */
function execution(
  machine: string,
  hour: number,
  startedWith: IndexedExecution['startedWith'] = { version: null, alias: null },
): IndexedExecution {
  const startMs = START_MS + hour * HOUR;
  const pair = indexedPair({ machine, name: `${machine}-${hour}`, startMs, write: succeed });
  return { ...pair.execution, startedWith };
}

/** That one which started at an hour ran with what was written at an hour. */
function told(
  machine: string,
  revisionId: string | null,
  [writtenHour, startHour]: readonly [number, number],
  version: number | null = null,
): ExecutionRevision {
  const [updatedAtMs, startedAtMs] = [writtenHour, startHour].map((hour) => epochMs(START_MS + hour * HOUR));
  if (updatedAtMs === undefined || startedAtMs === undefined) throw new Error('both times are needed');
  return { machineArn: machineArnOf(machine), version, revisionId, updatedAtMs, startedAtMs };
}

const REVISIONS: readonly ExecutionRevision[] = [
  told('orders', 'third', [30, 40]),
  told('orders', 'second', [20, 29.9]),
  told('orders', null, [0, 1]),
  told('orders', 'second', [20, 35], 7),
  told('others', 'of-others', [10, 15]),
];

async function fill(more: Partial<IndexBatch> = {}): Promise<void> {
  const executions = [
    execution('orders', 1),
    execution('orders', 20),
    execution('orders', 29.9),
    execution('orders', 30),
    execution('orders', 35, { version: 7, alias: 'live' }),
    execution('orders', 36, { version: 8, alias: null }),
    execution('orders', 40),
    execution('others', 15),
    execution('others', 25, null),
  ];
  const machines = indexBatch(
    ['orders', 'others'].map((machine) => indexedPair({ machine, name: 'any', startMs: START_MS, write: succeed })),
  ).machines;
  await index.store.apply({ ...indexBatch([]), machines, executions, revisions: REVISIONS, ...more });
}

async function find(revision: string, more: Partial<ExecutionQuery> = {}) {
  const page = await index.store.listExecutions({
    fromMs: epochMs(0),
    toMs: epochMs(START_MS + 1_000 * HOUR),
    sort: 'started',
    limit: 50,
    revision,
    ...more,
  });
  return { names: page.rows.map(({ name }) => name), unjudged: page.unjudged.revisions, counts: page.counts.SUCCEEDED };
}

describe('the filter by revision', () => {
  it('finds what started between the writing and the start that told of it, and what a version with it started', async () => {
    await fill();
    expect(await find('third')).toEqual({ names: ['orders-40', 'orders-30'], unjudged: 1, counts: 2 });
    expect((await find('second')).names).toEqual(['orders-35', 'orders-29.9', 'orders-20']);
    expect((await find('second', { version: 7 })).names).toEqual(['orders-35']);
    expect((await find('second', { machineArns: [machineArnOf('others')] })).names).toEqual([]);
    expect(await find('unknown')).toEqual({ names: [], unjudged: 0, counts: 0 });
  });

  it('tells of how many nobody knows: what started later, between two that were told of, or does not say by what', async () => {
    await fill({
      revisions: [
        told('orders', 'third', [30, 30]),
        told('orders', 'first', [0, 20]),
        told('others', 'of-others', [10, 15]),
      ],
    });
    // Of hours 36 (another version), 35 (a version) and 40; 29.9 started before it was written.
    expect(await find('third')).toEqual({ names: ['orders-30'], unjudged: 3, counts: 1 });
    expect(await find('first')).toEqual({ names: ['orders-20', 'orders-1'], unjudged: 4, counts: 2 });
    expect(await find('of-others')).toEqual({ names: ['others-15'], unjudged: 1, counts: 1 });
  });

  it('learns of later starts with the same revision, and knows all of it after a restart', async () => {
    await fill({ revisions: [told('orders', 'third', [30, 30])] });
    expect((await find('third')).names).toEqual(['orders-30']);
    const both = [told('orders', 'third', [30, 40]), told('orders', 'third', [30, 39])];
    for (const revisions of [both, both]) await index.store.apply({ ...indexBatch([]), revisions });
    for (const _ of ['as it is', 'opened again', 'compacted']) {
      expect((await find('third')).names).toEqual(['orders-40', 'orders-30']);
      expect(await index.store.knowsRevision('third')).toBe(true);
      expect(await index.store.knowsRevision('second')).toBe(false);
      await index.close();
      const compaction = { replacedRows: 1, looseRows: 1, watermarks: 0, share: 0 };
      index = await openIndexStore({ dataDirectory: root, log, compaction });
      expect(await index.compact()).toContain('watermarks');
    }
  });
});

describe('what is asked about next', () => {
  it('is the last execution that no answer covers, by a version or by none', async () => {
    await fill({ revisions: [] });
    const next = async (beforeHour: number, afterHour = 0) =>
      index.store.lastOfUnknownRevision({
        machineArn: machineArnOf('orders'),
        afterMs: epochMs(START_MS + afterHour * HOUR),
        beforeMs: epochMs(START_MS + beforeHour * HOUR),
      });
    expect(await next(100)).toMatchObject({ startedAtMs: START_MS + 40 * HOUR, version: null });
    await index.store.apply({ ...indexBatch([]), revisions: REVISIONS.slice(0, 2) });
    expect(await next(100)).toMatchObject({ startedAtMs: START_MS + 36 * HOUR, version: 8 });
    expect(await next(36)).toMatchObject({ startedAtMs: START_MS + 35 * HOUR, version: 7 });
    await index.store.apply({ ...indexBatch([]), revisions: REVISIONS.slice(3, 4) });
    expect(await next(36)).toMatchObject({ startedAtMs: START_MS + HOUR, version: null });
    expect(await next(36, 1)).toBeNull();
    expect(
      await index.store.lastOfUnknownRevision({ machineArn: 'arn:none', afterMs: epochMs(0), beforeMs: epochMs(1) }),
    ).toBeNull();
  });
});
