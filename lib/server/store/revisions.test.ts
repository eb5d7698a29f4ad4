import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionQuery, IndexBatch, MachineRevision } from '@/lib/server/ports/index-store';
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

function written(machine: string, revisionId: string | null, hour: number, version: number | null = null) {
  return { machineArn: machineArnOf(machine), version, revisionId, updatedAtMs: epochMs(START_MS + hour * HOUR) };
}

const REVISIONS: readonly MachineRevision[] = [
  written('orders', 'third', 30),
  written('orders', 'second', 20),
  written('orders', null, 0),
  written('orders', 'second', 20, 7),
  written('others', 'of-others', 10),
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
  return { names: page.rows.map(({ name }) => name), unjudged: page.unjudged.starts, counts: page.counts.SUCCEEDED };
}

describe('the filter by revision', () => {
  it('finds what started from the time it was written until the next one was, and what a version with it started', async () => {
    await fill();
    expect(await find('third')).toEqual({ names: ['orders-40', 'orders-30'], unjudged: 0, counts: 2 });
    expect((await find('second')).names).toEqual(['orders-35', 'orders-29.9', 'orders-20']);
    expect((await find('second', { version: 7 })).names).toEqual(['orders-35']);
    expect((await find('second', { machineArns: [machineArnOf('others')] })).names).toEqual([]);
    expect((await find('unknown')).names).toEqual([]);
  });

  it('tells how many of the machine did not tell what they were started by', async () => {
    await fill();
    expect(await find('of-others')).toEqual({ names: ['others-15'], unjudged: 1, counts: 1 });
  });

  it('learns of revisions later, each once, and knows them after a restart', async () => {
    await fill({ revisions: REVISIONS.slice(0, 1) });
    expect((await find('second')).names).toEqual([]);
    await index.store.apply({ ...indexBatch([]), revisions: REVISIONS });
    await index.store.apply({ ...indexBatch([]), revisions: REVISIONS });
    await index.close();
    index = await openIndexStore({ dataDirectory: root, log });
    expect(await index.store.listRevisions({ machineArn: machineArnOf('orders') })).toEqual([
      REVISIONS[0],
      REVISIONS[1],
      REVISIONS[3],
      REVISIONS[2],
    ]);
    expect(await index.store.listRevisions({ revisionId: 'of-others' })).toEqual([REVISIONS[4]]);
    expect((await find('second')).names).toEqual(['orders-35', 'orders-29.9', 'orders-20']);
  });
});

describe('what revisions are asked about', () => {
  it('is the last execution before a time that no version started, and the last one of each version', async () => {
    await fill();
    const last = async (hour: number) =>
      (await index.store.lastPlainStart(machineArnOf('orders'), epochMs(START_MS + hour * HOUR)))?.arn
        .split('-')
        .at(-1);
    expect(await last(100)).toBe('40');
    expect(await last(40)).toBe('30');
    expect(await last(1)).toBeUndefined();
    expect(await index.store.lastPlainStart('arn:of-no-machine', epochMs(START_MS))).toBeNull();
    await index.store.apply({ ...indexBatch([]), executions: [execution('orders', 37, { version: 7, alias: null })] });
    const starts = await index.store.lastStartsOfVersions(machineArnOf('orders'));
    expect(starts.map(({ version, startedAtMs }) => [version, (startedAtMs - START_MS) / HOUR])).toEqual([
      [7, 37],
      [8, 36],
    ]);
  });
});
