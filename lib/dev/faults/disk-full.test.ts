import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { DEFAULT_DISK, type DiskLimits } from '@/lib/server/store/disk-guard';
import { type OpenIndex, openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { systemClock } from '@/lib/server/system-clock';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { seededRandom } from '@/lib/testing/seeded-random';
import { scaled } from './scaled';
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from './small-disk';

const FILLS = scaled(50, { least: 2 });
const SEED = 8;
const DISK_MB = 64;
const MB = 1_000_000;
const LONGEST_MS = 60_000;

const NO_GUARD: DiskLimits = { leastFreeBytes: 0, timesWal: 0, checkEveryMs: 0 };
const GUARD: DiskLimits = { ...DEFAULT_DISK, leastFreeBytes: 16 * MB };

const why = whyNoSmallDisk();
if (why !== null) process.stdout.write(`disks are not filled: none can be mounted here (${why})\n`);

/** A server without its HTTP side, on a disk of its own, reading an AWS in which executions go on starting. */
class Filled {
  readonly disk: SmallDisk = mountSmallDisk(DISK_MB);
  readonly aws = new FakeAws();
  readonly #limits: DiskLimits;
  #index: OpenIndex | null = null;
  #reading: Reading | null = null;

  constructor(limits: DiskLimits) {
    this.#limits = limits;
    this.aws.addMachine('orders');
  }

  async start(): Promise<void> {
    const log = createLogger('silent');
    this.#index = await openIndexStore({
      dataDirectory: this.disk.directory,
      log,
      disk: this.#limits,
      // Checkpoints and rewrites all the time, so that a full disk meets them too.
      compaction: { replacedRows: 20, looseRows: 200, watermarks: 5, share: 0 },
      maintenance: { idleMs: 200, latestMs: 1_000 },
    });
    this.#reading = createReading({ index: this.#index.store, connections: this.aws, clock: systemClock, log });
    this.#reading.sync.start();
  }

  async stop(): Promise<void> {
    await this.#reading?.sync.stop();
    await this.#index?.close();
    [this.#reading, this.#index] = [null, null];
  }

  async remove(): Promise<void> {
    await this.stop();
    this.disk.remove();
  }

  startExecutions(count: number): void {
    for (let at = 0; at < count; at += 1) {
      const number = this.aws.executions.length;
      const [status, ending] = number % 3 === 0 ? (['FAILED', 'failed'] as const) : (['SUCCEEDED', 'ok'] as const);
      this.aws.addExecution('orders', `order-${number}`, status, orderHistory(Date.now() - 200, ending));
    }
  }

  /** What pages would show now. */
  async rows(): Promise<readonly StoredExecution[]> {
    if (this.#index === null) throw new Error('not started');
    const rows: StoredExecution[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const all = { fromMs: epochMs(0), toMs: epochMs(Date.now() + 60_000), sort: 'started', limit: 1_000 } as const;
      const page = await this.#index.store.listExecutions(cursor === undefined ? all : { ...all, cursor });
      rows.push(...page.rows);
      cursor = page.nextCursor;
    }
    return rows;
  }

  /** Rows that AWS does not tell like that, and executions that are there twice. */
  countWrong(rows: readonly StoredExecution[]): number {
    const told = new Map(this.aws.executions.map((each) => [each.listed.arn, each]));
    const right = rows.filter((row) => {
      const execution = told.get(row.arn);
      told.delete(row.arn);
      if (execution === undefined || execution.listed.status !== row.status) return false;
      if (execution.listed.startedAtMs !== row.startedAtMs) return false;
      if (row.coverage !== 'full') return true;
      const isFailed = row.status === 'FAILED';
      const course = [row.history?.eventCount, row.retries, row.failedState, row.error];
      const expected = [execution.events.length, 1, ...(isFailed ? ['ChargeCard', 'Payment.Declined'] : [null, null])];
      return JSON.stringify(course) === JSON.stringify(expected);
    });
    return rows.length - right.length;
  }

  report() {
    const [report] = this.#reading?.sync.report() ?? [];
    if (report === undefined) throw new Error('not started');
    return report;
  }

  get rebuilds(): number {
    return this.#index?.store.rebuilds().length ?? 0;
  }

  /** Fills the disk and lets executions go on starting until reading pauses for it. */
  async fillUntilPaused(leaveBytes: number): Promise<void> {
    const startedAtMs = performance.now();
    while (this.report().pause?.code !== 'disk-full') {
      if (performance.now() - startedAtMs > 2 * LONGEST_MS) {
        const { machines, ...report } = this.report();
        throw new Error(`reading did not pause: ${JSON.stringify({ ...report, failure: machines[0]?.failure })}`);
      }
      // Again, because a checkpoint that finds room gives back its WAL.
      this.disk.fill(leaveBytes);
      this.startExecutions(5);
      await pause(250);
    }
  }

  /** How long it takes until everything is there that AWS tells. */
  async untilRead(): Promise<number> {
    const startedAtMs = performance.now();
    for (;;) {
      const rows = await this.rows();
      const ms = performance.now() - startedAtMs;
      if (rows.filter(({ coverage }) => coverage === 'full').length >= this.aws.executions.length) return ms;
      if (ms > 2 * LONGEST_MS)
        throw new Error(`reading did not go on: ${rows.length} of ${this.aws.executions.length}`);
      await pause(100);
    }
  }
}

const filled: Filled[] = [];

afterEach(async () => {
  for (const each of filled) await each.remove();
  filled.length = 0;
});

async function startFilled(limits: DiskLimits): Promise<Filled> {
  const server = new Filled(limits);
  filled.push(server);
  await server.start();
  server.startExecutions(100);
  await server.untilRead();
  return server;
}

type Found = { lost: number; wrong: number; pausedFresh: number; longestMs: number };

/** Fills the disk again and again, and looks at what pages show while it is full and after it was freed. */
async function fillAgainAndAgain(limits: DiskLimits, fills: number, leaveBytes: () => number): Promise<Found> {
  const server = await startFilled(limits);
  const found: Found = { lost: 0, wrong: 0, pausedFresh: 0, longestMs: 0 };
  for (let fill = 0; fill < fills; fill += 1) {
    const before = await server.rows();
    await server.fillUntilPaused(leaveBytes());
    const { freshMs } = server.report();
    await pause(1_000);
    // Nothing is called fresher than it was when reading paused, and pages go on answering.
    if (limits !== NO_GUARD && server.report().freshMs !== freshMs) found.pausedFresh += 1;
    const paused = await server.rows();
    server.disk.free();
    found.longestMs = Math.max(found.longestMs, await server.untilRead());
    const after = await server.rows();
    for (const [earlier, later] of [
      [before, paused],
      [paused, after],
    ] as const) {
      const held = new Map(later.map((row) => [row.arn, row]));
      found.lost += earlier.filter(
        (row) => held.get(row.arn)?.coverage !== row.coverage && row.coverage === 'full',
      ).length;
      found.lost += earlier.filter(({ arn }) => !held.has(arn)).length;
      found.wrong += server.countWrong(later);
    }
    found.lost += server.rebuilds;
  }
  return found;
}

describe.skipIf(why !== null)('a full disk', () => {
  it('loses nothing and shows nothing wrong, and reading goes on by itself (D6, D7)', async () => {
    const random = seededRandom(SEED);
    const found = await Promise.all([
      // Really full: writes, checkpoints and rewrites fail half-way.
      fillAgainAndAgain(NO_GUARD, Math.ceil(FILLS / 2), () => random() * 100_000),
      // Reading pauses before.
      fillAgainAndAgain(GUARD, Math.floor(FILLS / 2), () => 8 * MB),
    ]);
    const total = (count: (each: Found) => number): number => found.reduce((sum, each) => sum + count(each), 0);
    const [lost, wrong] = [total((each) => each.lost), total((each) => each.wrong)];
    const longestMs = Math.max(...found.map((each) => each.longestMs));
    process.stdout.write(
      `${FILLS} fills (seed ${SEED}), ${lost} lost, ${wrong} wrong, resumed in ≤ ${Math.ceil(longestMs / 1_000)} s without restart\n`,
    );
    expect({ lost, wrong, pausedFresh: total((each) => each.pausedFresh) }).toEqual({
      lost: 0,
      wrong: 0,
      pausedFresh: 0,
    });
    expect(longestMs).toBeLessThanOrEqual(LONGEST_MS);
  });

  it('keeps a start on it from nothing but reading on (D6)', async () => {
    const server = await startFilled(NO_GUARD);
    await server.fillUntilPaused(0);
    const before = await server.rows();
    await server.stop();
    server.disk.fill(0);
    await server.start();
    expect(server.rebuilds).toBe(0);
    expect(await server.rows()).toEqual(before);
    server.disk.free();
    expect(await server.untilRead()).toBeLessThanOrEqual(LONGEST_MS);
    expect(server.countWrong(await server.rows())).toBe(0);
  });
});
