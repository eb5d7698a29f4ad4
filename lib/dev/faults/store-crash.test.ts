import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '@/lib/server/logger';
import type { IndexBatch } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { seededRandom } from '@/lib/testing/seeded-random';
import { makeBatches } from '../bench/store-workload';
import { scaled } from './scaled';

const KILLS = scaled(1_000, { least: 10 });
/** Then another index is begun: a writer that starts makes all batches before its own, which takes ever longer. */
const KILLS_OF_ONE = 100;
const STARTS = scaled(100, { least: 6 });
const SEED = 7;
const WRITER = fileURLToPath(new URL('store-writer.ts', import.meta.url));

let dataDirectory: string;
const directories: string[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDirectory = newDirectory();
});

afterEach(async () => {
  for (const child of children) await kill(child);
  children.length = 0;
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  directories.length = 0;
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'statelens-crash-'));
  directories.push(directory);
  return directory;
}

/** Starts a writer and calls back with each of its lines. */
function startWriter(firstBatch: number, onLine: (line: string) => void): ChildProcess {
  const args = ['--conditions=react-server', '--import', 'tsx', WRITER, dataDirectory, String(firstBatch)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  createInterface({ input: child.stdout }).on('line', onLine);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** The first line a new writer prints. */
async function firstLine(): Promise<string> {
  return new Promise((resolve) => startWriter(0, resolve));
}

/** What an index holds after some batches: the newest history of each execution. */
class Expected {
  readonly #batches = makeBatches({
    executions: 100_000,
    machines: 3,
    days: 2,
    untilMs: Date.UTC(2026, 10, 22),
    batchSize: 20,
  });
  readonly #newest = new Map<string, IndexBatch['histories'][number]>();
  #taken = 0;

  take(until: number): void {
    for (; this.#taken < until; this.#taken += 1) {
      const batch = this.#batches.next().value;
      for (const history of batch?.histories ?? []) this.#newest.set(history.executionArn, history);
    }
  }

  get counts() {
    const visits = [...this.#newest.values()].flatMap(({ timeline }) => timeline.visits);
    return {
      executions: this.#newest.size,
      histories: this.#newest.size,
      visits: visits.length,
      attempts: visits.reduce((sum, { attempts }) => sum + attempts.length, 0),
    };
  }
}

it('loses and doubles nothing when it is killed while it writes, checkpoints or compacts (D5)', async () => {
  const random = seededRandom(SEED);
  let expected = new Expected();
  let applied = 0;
  const reopenMs: number[] = [];
  let batches = 0;
  let lost = 0;
  let differing = 0;
  let rebuilt = 0;
  for (let round = 0; round < KILLS; round += 1) {
    if (round > 0 && round % KILLS_OF_ONE === 0) {
      dataDirectory = newDirectory();
      expected = new Expected();
      batches += applied;
      applied = 0;
    }
    let confirmed = applied;
    const opened = new Promise<ChildProcess>((resolve) => {
      const child = startWriter(applied, (line) => {
        // Every other one is killed while it may not have written anything yet.
        if (line === (round % 2 === 0 ? 'opened' : `applied ${applied + 1}`)) resolve(child);
        if (line.startsWith('applied ')) confirmed = Number(line.slice('applied '.length));
      });
    });
    const child = await opened;
    await pause(Math.round(random() * 600));
    await kill(child);
    const startedAtMs = performance.now();
    const index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
    reopenMs.push(performance.now() - startedAtMs);
    const watermark = await index.store.getWatermark('batch');
    applied = typeof watermark === 'number' ? watermark : 0;
    if (applied < confirmed) lost += 1;
    expected.take(applied);
    const { executions, histories, visits, attempts } = await index.store.stats();
    if (JSON.stringify({ executions, histories, visits, attempts }) !== JSON.stringify(expected.counts)) differing += 1;
    rebuilt += index.store.rebuilds().length;
    await index.close();
  }
  batches += applied;
  const slowestMs = Math.round(Math.max(...reopenMs));
  process.stdout.write(
    `${KILLS} kills (seed ${SEED}, ${batches} batches), ${lost} lost, ${differing} differing, ${rebuilt} failed opens, reopen at most ${slowestMs} ms\n`,
  );
  expect({ lost, differing, rebuilt }).toEqual({ lost: 0, differing: 0, rebuilt: 0 });
  expect(batches).toBeGreaterThanOrEqual(Math.floor(KILLS / 2));
});

it('lets one process in, and the next one after it was killed (D2, D3)', async () => {
  const opened = new Promise<ChildProcess>((resolve) => {
    const child = startWriter(0, (line) => {
      if (line === 'opened') resolve(child);
    });
  });
  const holder = await opened;
  const answers = await Promise.all(Array.from({ length: STARTS }, firstLine));
  const entered = answers.filter((answer) => answer !== 'refused').length;
  process.stdout.write(`${STARTS} starts beside a running one, ${entered} opened\n`);
  expect(entered).toBe(0);
  await kill(holder);
  // The lock's file is still there, and nobody behind it: of several that find it, one gets in.
  const after = await Promise.all([firstLine(), firstLine(), firstLine()]);
  expect(after.toSorted()).toEqual(['opened', 'refused', 'refused']);
});
