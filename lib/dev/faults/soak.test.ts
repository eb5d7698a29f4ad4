import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isJsonObject } from '@/lib/base/json';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';
import { type MeasuredProduct, startMeasuredProduct, type Usage } from './measured-product';
import { type Answered, readPages } from './page-readers';
import { scaled } from './scaled';

const MINUTE_MS = 60_000;
const LOAD_MS = scaled(30 * MINUTE_MS, { least: 12_000 });
const WARM_UP_MS = LOAD_MS / 3;
/** In less than that memory still grows to what it may have: the buffers of the database fill with the index. */
const JUDGED_FROM_MS = 15 * MINUTE_MS;
const MEASURE_EVERY_MS = LOAD_MS > MINUTE_MS ? 5_000 : 1_000;
const LOOK_EVERY_MS = 200;
const PEOPLE = 2;

/** More than is read in the time: reading never comes to rest by itself. */
const LOADS = ['machines=3,executions=30000000,type=STANDARD', 'machines=1,executions=30000000,type=EXPRESS'];

const MOST_SLOPE_MB = 1;
const MOST_WAL_MB = 64;
const MB = 2 ** 20;

/** Connections that nothing uses are closed after 5 s, by either side. */
const REST_MS = 6_500;
const MOST_REST_MS = 20_000;

let aws: LocalAws;
let product: MeasuredProduct;

beforeEach(async () => {
  aws = await startLocalAws('load', '1', ['--days', '30', ...LOADS.flatMap((load) => ['--load', load])]);
  product = await startMeasuredProduct(aws.endpoint);
});

afterEach(async () => {
  await product.stop();
  aws.stop();
});

type Sample = Usage & { readonly atMs: number };
type Loaded = Answered & { readonly samples: readonly Sample[]; readonly mostWalBytes: number };

/** Reading and people's questions at once, for so long. */
async function load(forMs: number): Promise<Loaded> {
  const samples: Sample[] = [];
  let mostWalBytes = 0;
  let isOver = false;
  const reading = readPages(product.url, PEOPLE, forMs).finally(() => {
    isOver = true;
  });
  for (let dueMs = 0; !isOver; await pause(LOOK_EVERY_MS)) {
    mostWalBytes = Math.max(mostWalBytes, walBytes());
    if (performance.now() < dueMs) continue;
    dueMs = performance.now() + MEASURE_EVERY_MS;
    samples.push({ ...(await product.measure()), atMs: performance.now() });
  }
  return { ...(await reading), samples, mostWalBytes };
}

/** The log of the database is not there right after a checkpoint. */
function walBytes(): number {
  return statSync(join(product.data, 'index', 'index.duckdb.wal'), { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Handles that are open while nobody asks and AWS is away: what is under way closes its own. Waits for `expected` where
 * it is known, and for a while where not.
 */
async function handlesAtRest(expected?: number): Promise<number> {
  await aws.control('PUT', 'faults', { action: '*', fault: 'drop' });
  const beganMs = performance.now();
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    least = Math.min(least, (await product.measure()).handles);
    const passedMs = performance.now() - beganMs;
    if (expected === undefined ? passedMs > REST_MS : least <= expected || passedMs > MOST_REST_MS) break;
    await pause(LOOK_EVERY_MS);
  }
  await aws.control('DELETE', 'faults');
  return least;
}

/** Of a line through the samples, by least squares. */
function megabytesPerMinute(samples: readonly Sample[]): number {
  const meanMs = mean(samples.map(({ atMs }) => atMs));
  const meanBytes = mean(samples.map(({ rssBytes }) => rssBytes));
  let [over, under] = [0, 0];
  for (const { atMs, rssBytes } of samples) {
    over += (atMs - meanMs) * (rssBytes - meanBytes);
    under += (atMs - meanMs) ** 2;
  }
  return ((over / under) * MINUTE_MS) / MB;
}

/** The course of it, for whoever looks for what grows. */
function courseOf(samples: readonly Sample[]): string {
  const inMb = (bytes: number) => Math.round(bytes / MB);
  return samples.map(({ rssBytes, heapBytes }) => `${inMb(rssBytes)}/${inMb(heapBytes)}`).join(' ');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Histories of Standard executions that were taken into the index so far. */
async function countHistories(): Promise<number> {
  const answer: unknown = await (await fetch(`${product.url}/api/v1/sync`)).json();
  const items = isJsonObject(answer) && Array.isArray(answer['items']) ? answer['items'].filter(isJsonObject) : [];
  return items.reduce((sum, { historiesRead }) => sum + Number(historiesRead), 0);
}

/** A connection that was away is asked for again after some seconds: until then, payloads cannot be opened. */
async function readingGoesOn(): Promise<number> {
  const before = await countHistories();
  for (;;) {
    const read = await countHistories();
    if (read > before) return read;
    await pause(LOOK_EVERY_MS);
  }
}

it(
  'holds on to nothing under a load that does not end (R, D)',
  async () => {
    const warmUp = await load(WARM_UP_MS);
    const handlesBefore = await handlesAtRest();
    const readBefore = await readingGoesOn();
    const loaded = await load(LOAD_MS - WARM_UP_MS);
    const histories = (await countHistories()) - readBefore;
    const more = (await handlesAtRest(handlesBefore)) - handlesBefore;
    const { unhandled, peakRssBytes } = await product.measure();
    const wal = Math.max(warmUp.mostWalBytes, loaded.mostWalBytes) / MB;
    const isJudged = LOAD_MS >= JUDGED_FROM_MS;
    const slope = megabytesPerMinute(loaded.samples);
    const memory = isJudged
      ? `memory slope ${slope.toFixed(2)} MB/min after warm-up`
      : 'memory slope not judged in so short a time';
    process.stdout.write(
      `soak: ${(LOAD_MS / MINUTE_MS).toFixed(1)} min, ${histories} histories read and ${loaded.answers} questions answered after warm-up: ` +
        `${memory}, handles ${more > 0 ? '+' : more === 0 ? '±' : ''}${more}, WAL ${wal.toFixed(1)} MB, ${unhandled} unhandled, peak ${Math.round(peakRssBytes / MB)} MB\n`,
    );
    expect([...warmUp.refused, ...loaded.refused]).toEqual([]);
    expect(histories).toBeGreaterThan(0);
    expect(loaded.answers).toBeGreaterThan(0);
    if (isJudged) expect(slope, courseOf(loaded.samples)).toBeLessThanOrEqual(MOST_SLOPE_MB);
    // Fewer than after the warm-up are none that something held on to.
    expect(more).toBeLessThanOrEqual(0);
    expect(wal).toBeLessThanOrEqual(MOST_WAL_MB);
    expect(unhandled).toBe(0);
    expect(product.complaints()).not.toMatch(/unhandled|uncaught|MaxListenersExceeded/i);
  },
  45 * MINUTE_MS,
);
