import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Execution } from '@/lib/local-aws/engine/execution';
import { createLogger } from '@/lib/server/logger';
import type { StateFiguresQuery } from '@/lib/server/ports/index-figures';
import type { IndexStore } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { type OpenIndex, openIndexStore } from '@/lib/server/store/open-index-store';
import { CHECKOUTS, readOddLog, WINDOW } from './odd-logs';

const SEED = '20261125';

const directories: string[] = [];
const indexes: OpenIndex[] = [];

afterEach(async () => {
  for (const index of indexes.splice(0)) await index.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

async function openIndex() {
  const directory = mkdtempSync(join(tmpdir(), 'statelens-odd-logs-'));
  directories.push(directory);
  const index = await openIndexStore({ dataDirectory: directory, log: createLogger('silent') });
  indexes.push(index);
  return index.store;
}

test('lines that are delivered twice change no row, no event and no figure', async () => {
  const [plain, odd] = [await openIndex(), await openIndex()];
  const { machineArn } = await readOddLog(plain, { doubledLines: 0, doubledRuns: 0 }, SEED);
  await readOddLog(odd, { doubledLines: 0.4, doubledRuns: 0 }, SEED);
  const all = await readAll(plain);
  expect(all.size).toBe(CHECKOUTS);
  expect([...all.values()].filter(({ coverage }) => coverage !== 'full')).toEqual([]);
  expect(await readAll(odd)).toEqual(all);
  for (const arn of all.keys()) expect(await odd.getEvents(arn), arn).toEqual(await plain.getEvents(arn));
  const query = { ...WINDOW, machineArn };
  const figures = await readFigures(plain, query);
  expect(figures.length).toBeGreaterThan(5);
  expect(await readFigures(odd, query)).toEqual(figures);
  expect(await odd.machineFigures(WINDOW)).toEqual(await plain.machineFigures(WINDOW));
});

test('an execution that ran twice is one row that says so, and shows no mixture of its runs', async () => {
  const index = await openIndex();
  const { executions, secondRuns } = await readOddLog(index, { doubledLines: 0.1, doubledRuns: 0.5 }, SEED);
  const rows = await readAll(index);
  expect(rows.size).toBe(executions.length);
  const told = { once: 0, after: 0, beside: 0 };
  const wrong: string[] = [];
  for (const first of executions) {
    const second = secondRuns.get(first.arn);
    const shape = second === undefined ? 'once' : isAfter(first, second) ? 'after' : 'beside';
    told[shape] += 1;
    const row = rows.get(first.arn);
    const keys = ((await index.getEvents(first.arn)) ?? []).map(keyOf);
    const problem = problemOf({ row, keys, first, second });
    if (problem !== null) wrong.push(`${first.arn}, ${shape}: ${problem}`);
  }
  expect(wrong).toEqual([]);
  process.stdout.write(
    `checkouts: ${told.once} ran once, ${told.after} again afterwards, ${told.beside} twice at a time, 0 told wrongly\n`,
  );
  expect(Math.min(told.after, told.beside)).toBeGreaterThan(20);
});

function isAfter(first: Execution, second: Execution): boolean {
  return second.startMs > (first.stopMs ?? Number.POSITIVE_INFINITY);
}

type Told = {
  readonly row: StoredExecution | undefined;
  readonly keys: readonly string[];
  readonly first: Execution;
  readonly second: Execution | undefined;
};

/** What the index tells wrongly of an execution; null where it is right. */
function problemOf({ row, keys, first, second }: Told): string | null {
  const told = `${row?.status} ${row?.coverage} with ${keys.join(', ')}`;
  if (second === undefined) {
    return row?.status === first.status && row.coverage === 'full' && isRun(keys, first) ? null : told;
  }
  if (row?.coverage !== 'several') return told;
  if (isAfter(first, second)) return row.status === second.status && isRun(keys, second) ? null : told;
  // Runs at the same time: an end that both had is theirs, and where they ended differently nobody knows.
  const expected = first.status === second.status ? first.status : 'UNKNOWN';
  const isOfOne = [first, second].some((run) => keys.every((key) => keysOf(run).includes(key)));
  return row.status === expected && isOfOne ? null : `${told}; the runs ended ${first.status} and ${second.status}`;
}

function isRun(keys: readonly string[], run: Execution): boolean {
  return keys.join() === keysOf(run).join();
}

function keysOf({ events }: Execution): readonly string[] {
  return events.map(({ id, type, timeMs }) => `${id} ${type} ${timeMs}`);
}

function keyOf({ id, type, atMs }: HistoryEvent): string {
  return `${id} ${type} ${atMs}`;
}

/** Figures of every state, by its name: the index has them in the order in which it met the states. */
async function readFigures(index: IndexStore, query: StateFiguresQuery) {
  const { states } = await index.stateFigures(query);
  return states.toSorted((one, other) => (one.state < other.state ? -1 : 1));
}

/** Every row by its ARN. */
async function readAll(index: IndexStore): Promise<ReadonlyMap<string, StoredExecution>> {
  const { rows } = await index.listExecutions({ ...WINDOW, sort: 'started', limit: 2 * CHECKOUTS });
  return new Map(rows.toSorted((a, b) => (a.arn < b.arn ? -1 : 1)).map((row) => [row.arn, row]));
}
