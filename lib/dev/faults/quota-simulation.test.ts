import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { type ExecutionStatus, isFailure } from '@/lib/domain/execution-status';
import { sizeOf } from '@/lib/server/aws/budget';
import { createAwsConnections } from '@/lib/server/aws/connections';
import { READ_OPERATIONS, type ReadOperation } from '@/lib/server/aws/operations';
import { createLogger } from '@/lib/server/logger';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { systemClock } from '@/lib/server/system-clock';
import { seededRandom } from '@/lib/testing/seeded-random';
import { scaled } from './scaled';
import { type Flow, REGION, type SimulatedRegion, startSimulatedRegion } from './simulated-region';
import { VirtualTime } from './virtual-time';

const START_MS = Date.UTC(2026, 10, 22, 6);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SHARE = 0.5;
const SEED = 11;
/** Virtual minutes: a day in full. */
const MINUTES = scaled(24 * 60, { least: 3 });
const CLICK_EVERY_MS = 7 * SECOND;
const LOOK_EVERY_MS = 5 * SECOND;
/** How often the index is asked what is unread; it looks through all it holds. */
const ASK_EVERY_MS = MINUTE;

// In real time: a virtual day is some three hours of work.
vi.setConfig({ testTimeout: 6 * HOUR });

let time: VirtualTime;
let dataDirectory: string;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-quota-'));
  time = new VirtualTime(START_MS);
});

afterEach(() => {
  time.end();
  vi.unstubAllEnvs();
  rmSync(dataDirectory, { recursive: true, force: true });
});

type Simulation = { readonly aws: SimulatedRegion; readonly store: IndexStore; readonly reading: Reading };

/** The product's reading of AWS through the SDK into an index on disk, on virtual time. */
async function simulate(flow: Flow, use: (simulation: Simulation) => Promise<void>): Promise<void> {
  const aws = await startSimulatedRegion(flow, time);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const log = createLogger('warn');
  const settings = { region: REGION, profile: null, role: null, webIdentity: null };
  const every = { include: [], exclude: [] };
  const connections = createAwsConnections([
    { name: 'simulated', settings, share: SHARE, machines: every, refuseEndpoint: () => null },
  ]);
  const index = await openIndexStore({ dataDirectory, log });
  const store = time.holding(index.store);
  const reading = createReading({ index: store, connections, clock: systemClock, log });
  try {
    reading.sync.start();
    await use({ aws, store, reading });
    await reading.sync.stop();
  } finally {
    await index.close();
    await aws.stop();
  }
}

function quantile(values: readonly number[], part: number): number {
  return (
    values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0
  );
}

/** What a person does: opens an execution that started in the last hour, and waits for its history. */
async function click({ aws, reading }: Simulation, random: () => number, waits: number[]): Promise<void> {
  const series = aws.series[Math.floor(random() * aws.series.length)];
  if (series === undefined) return;
  const [first, last] = [series.indexAt(Date.now() - HOUR), series.indexAt(Date.now() - SECOND) - 1];
  const listed = series.at(first + Math.floor(random() * Math.max(0, last - first)));
  if (listed === undefined || listed.startMs > Date.now()) return;
  const beganMs = performance.now();
  await reading.reader.read(listed.arn, { priority: 'click' });
  waits.push(performance.now() - beganMs);
}

/** Calls over what the budget lets out in so long a time; above 1 it would have let out too many. */
function usedShare(aws: SimulatedRegion, operation: ReadOperation, forMs: number, burst: number): number {
  const { capacity, refillPerSecond } = sizeOf(operation, SHARE);
  return (aws.calls().get(operation)?.allowed ?? 0) / (capacity * burst + (refillPerSecond * forMs) / SECOND);
}

it('reads 50 machines with 200,000 executions a day within half of the smallest quotas (R2)', async () => {
  const comingMs = MINUTES * MINUTE;
  // As much of a past as takes a good part of the time to read.
  const flow = { machines: 50, executionsPerDay: 200_000, eventsPerExecution: 12, pastMs: 3 * comingMs, comingMs };
  await simulate({ ...flow, pastMs: Math.min(12 * HOUR, Math.max(HOUR, flow.pastMs)) }, async (simulation) => {
    const { aws, store, reading } = simulation;
    const random = seededRandom(SEED);
    const waits: number[] = [];
    const busyAges: number[] = [];
    const quietAges: number[] = [];
    const failureAges: number[] = [];
    let queuedMs = 0;
    let queuedCalls = 0;
    let before = 0;
    let nextClickMs = START_MS + MINUTE;
    const clicks: Promise<void>[] = [];
    for (let passedMs = 0; passedMs < comingMs; passedMs += LOOK_EVERY_MS) {
      const wasQueued = (reading.sync.report()[0]?.unreadHistories ?? 0) > 1_000;
      while (nextClickMs <= Date.now()) {
        clicks.push(click(simulation, random, waits));
        nextClickMs += CLICK_EVERY_MS;
      }
      await time.pass(LOOK_EVERY_MS);
      const [report] = reading.sync.report();
      const calls = aws.calls().get('GetExecutionHistory')?.allowed ?? 0;
      // Not the first minute, in which the burst goes out.
      if (wasQueued && passedMs > MINUTE) {
        queuedMs += LOOK_EVERY_MS;
        queuedCalls += calls - before;
      }
      before = calls;
      if (passedMs < MINUTE) continue;
      if (passedMs % ASK_EVERY_MS === 0) {
        const unread = await store.listUnread({ connection: 'simulated', limit: 1_000 });
        const failed = unread.filter(({ status, startedAtMs }) => isFailure(status) && startedAtMs >= START_MS);
        failureAges.push(Math.max(0, ...failed.map(({ endedAtMs }) => Date.now() - (endedAtMs ?? Date.now()))));
      }
      for (const [place, { arn }] of aws.series.map(({ machine }) => machine).entries()) {
        const freshMs = report?.machines.find(({ machineArn }) => machineArn === arn)?.freshMs ?? null;
        const ages = place < 5 ? busyAges : quietAges;
        if (freshMs !== null) ages.push(Date.now() - freshMs);
      }
    }
    await Promise.all(clicks.map((each) => time.hold(each)));
    const throttled = [...aws.calls().values()].reduce((sum, count) => sum + count.throttled, 0);
    const shares = (Object.keys(READ_OPERATIONS) as ReadOperation[]).map((operation) =>
      usedShare(aws, operation, comingMs, 1),
    );
    const inQueue = queuedCalls / ((sizeOf('GetExecutionHistory', SHARE).refillPerSecond * queuedMs) / SECOND);
    const started = aws.series.reduce((sum, series) => sum + series.indexAt(Date.now() - 10 * MINUTE), 0);
    const { executions } = await store.stats();
    process.stdout.write(
      `${(comingMs / HOUR).toFixed(1)} virtual hours, 50 machines, ${executions} executions: ${throttled} throttles, ` +
        `${(Math.max(...shares) * 100).toFixed(1)} % of the share at most, ${(inQueue * 100).toFixed(1)} % of it while queued, ` +
        `click wait p95 ${Math.round(quantile(waits, 0.95))} ms of ${waits.length}, ` +
        `failures without history p95 ${(quantile(failureAges, 0.95) / SECOND).toFixed(1)} s after their end at most, ` +
        `fresh p95 ${(quantile(busyAges, 0.95) / SECOND).toFixed(1)} s busy, ${(quantile(quietAges, 0.95) / SECOND).toFixed(1)} s quiet\n`,
    );
    expect(throttled).toBe(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(queuedMs).toBeGreaterThan(0);
    expect(inQueue).toBeGreaterThanOrEqual(0.95);
    expect(waits.length).toBeGreaterThan(10);
    expect(quantile(waits, 0.95)).toBeLessThanOrEqual(200);
    expect(executions).toBeGreaterThanOrEqual(started);
    const page = await store.listExecutions({
      fromMs: epochMs(0),
      toMs: epochMs(Date.now()),
      sort: 'started',
      limit: 1,
    });
    expect(page.rows).toHaveLength(1);
  });
});

it('reads every failure, and of what succeeded as much as the budget carries, where twice as much happens (R2)', async () => {
  const comingMs = scaled(2 * 60, { least: 3 }) * MINUTE;
  const flow = { machines: 10, executionsPerDay: 1_700_000, eventsPerExecution: 12, pastMs: 5 * MINUTE, comingMs };
  await simulate(flow, async ({ aws, store }) => {
    await time.pass(comingMs);
    const throttled = [...aws.calls().values()].reduce((sum, count) => sum + count.throttled, 0);
    // What a person would be told by now of executions that were over two minutes ago.
    const window = { fromMs: epochMs(0), toMs: epochMs(Date.now() - 2 * MINUTE) };
    const { counts } = await store.listExecutions({ ...window, sort: 'started', limit: 1 });
    const unreadOf = async (statuses: readonly ExecutionStatus[]) => {
      const { counts: unread } = await store.listExecutions({
        ...window,
        statuses,
        minRetries: 'unknown',
        sort: 'started',
        limit: 1,
      });
      return statuses.reduce((sum, status) => sum + (unread[status] ?? 0), 0);
    };
    const failed = (counts.FAILED ?? 0) + (counts.TIMED_OUT ?? 0);
    const unreadFailures = await unreadOf(['FAILED', 'TIMED_OUT']);
    const unreadRest = await unreadOf(['SUCCEEDED']);
    const succeeded = counts.SUCCEEDED ?? 0;
    process.stdout.write(
      `${(comingMs / MINUTE).toFixed(0)} virtual min of twice the budget: ${throttled} throttles, ${failed - unreadFailures} of ${failed} failures read, ` +
        `${succeeded - unreadRest} of ${succeeded} succeeded ones\n`,
    );
    expect(throttled).toBe(0);
    expect(failed).toBeGreaterThan(0);
    expect(unreadFailures).toBe(0);
    expect(unreadRest).toBeGreaterThan(0);
    expect(succeeded - unreadRest).toBeGreaterThan(0);
  });
});
