import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getHotspotsRequest, type HotspotComparison, type MachineHotspots } from '@/lib/contract/hotspots';
import { localActions, localCaller } from '@/lib/domain/access';
import type { Execution } from '@/lib/local-aws/engine/execution';
import type { MachinePlan } from '@/lib/local-aws/workload/machine-plan';
import { createLogger } from '@/lib/server/logger';
import { getHotspots } from '@/lib/server/services/get-hotspots';
import { type OpenIndex, openIndexStore } from '@/lib/server/store/open-index-store';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexedMachine } from '@/lib/testing/index-batches';
import type { PlainVisit } from '@/lib/testing/plain-hotspots';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { HOUR_MS, type Made, makeSample, NOW_MS, SEED, STARTS, toBatch } from './workload-sample';

/** Ends of windows are no ends of anything else: visits lie across them. */
const WINDOWS = [
  { fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS },
  { fromMs: NOW_MS - 6 * HOUR_MS, toMs: NOW_MS },
  { fromMs: NOW_MS - 30 * HOUR_MS + 12_345, toMs: NOW_MS - 7 * HOUR_MS + 54_321 },
] as const;

/** What the errors of the workload are, written down by hand. */
const TRANSIENT = new Set(['States.Timeout', 'States.HeartbeatTimeout', 'Lambda.TooManyRequestsException']);

let dataDirectory: string;
let index: OpenIndex;
let made: readonly Made[];

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-hotspots-'));
  index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
  made = makeSample();
  for (let at = 0; at < made.length; at += 250) await index.store.apply(toBatch(made.slice(at, at + 250)));
});

afterAll(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

type Window = { readonly fromMs: number; readonly toMs: number };
type Figures = Readonly<Record<string, unknown>>;

const isIn = ({ fromMs, toMs }: Window, timeMs: number | null) => timeMs !== null && timeMs >= fromMs && timeMs < toMs;
const iso = (timeMs: number | undefined) => (timeMs === undefined ? null : new Date(timeMs).toISOString());

/** Every figure of one state, as the API names them; percentiles apart. */
function plainFigures(all: readonly Made[], visits: readonly PlainVisit[], window: Window): Figures {
  const ended = visits.filter(({ endedMs }) => isIn(window, endedMs));
  const count = (is: (visit: PlainVisit) => boolean) => ended.filter(is).length;
  const total = (of: (visit: PlainVisit) => number) => ended.reduce((sum, visit) => sum + of(visit), 0);
  const failing = ended.filter(
    ({ outcome, isConsequence }) => outcome === 'caught' || (outcome === 'failed' && !isConsequence),
  );
  const troubled = ended.filter(({ outcome }) => outcome === 'caught' || outcome === 'failed');
  const times = troubled.map(({ endedMs }) => endedMs ?? 0).toSorted((a, b) => a - b);
  const retried = count(({ retries }) => retries > 0);
  const share = (part: number) => (ended.length === 0 ? null : part / ended.length);
  const executionMs = all
    .filter(({ execution }) => isIn(window, startOf(execution)))
    .reduce((sum, { execution }) => sum + (endOf(execution) ?? startOf(execution)) - startOf(execution), 0);
  return {
    visits: ended.length,
    failureRate: share(failing.length),
    retryRate: share(retried),
    succeeded: count(({ outcome }) => outcome === 'succeeded'),
    failed: count(({ outcome, isConsequence }) => outcome === 'failed' && !isConsequence),
    consequences: count(({ isConsequence }) => isConsequence),
    caught: count(({ outcome }) => outcome === 'caught'),
    aborted: count(({ outcome }) => outcome === 'aborted'),
    fatal: count(({ isFatal }) => isFatal),
    retried,
    recovered: count(({ outcome, failedAttempts }) => outcome === 'succeeded' && failedAttempts > 0),
    attempts: total(({ attempts }) => attempts),
    failedAttempts: total(({ failedAttempts }) => failedAttempts),
    retries: total(({ retries }) => retries),
    redrivenAttempts: 0,
    lostMs: total(({ lostMs }) => lostMs),
    timeShare: executionMs === 0 ? null : total(durationOf) / executionMs,
    firstFailureDate: iso(times[0]),
    lastFailureDate: iso(times.at(-1)),
    running: visits.filter(({ outcome }) => outcome === 'running').length,
    waiting: visits.filter(({ outcome }) => outcome === 'waiting').length,
    errors: topErrors(failing),
  };
}

function topErrors(failing: readonly PlainVisit[]) {
  const counts = new Map<string | null, number>();
  for (const { error } of failing) counts.set(error, (counts.get(error) ?? 0) + 1);
  const named = (error: string | null) => error ?? '\uffff';
  return [...counts]
    .toSorted(([a, n], [b, m]) => m - n || (named(a) < named(b) ? -1 : 1))
    .slice(0, 5)
    .map(([error, count]) => ({ error, errorClass: classOf(error), count }));
}

function classOf(error: string | null): 'definition' | 'transient' | 'task' {
  if (error === 'States.Runtime') return 'definition';
  return error !== null && TRANSIENT.has(error) ? 'transient' : 'task';
}

function durationOf({ hasExited, enteredMs, endedMs }: PlainVisit): number {
  return hasExited && endedMs !== null ? endedMs - enteredMs : 0;
}

function startOf({ startMs }: Execution): number {
  return startMs;
}

function endOf({ stopMs }: Execution): number | null {
  return stopMs;
}

/** The value that at least this share of the sorted ones does not exceed. */
function percentileOf(visits: readonly PlainVisit[], share: number): number | null {
  const sorted = visits
    .filter(({ hasExited }) => hasExited)
    .map(durationOf)
    .toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}

async function ask(plan: MachinePlan, window: Window): Promise<MachineHotspots> {
  const deps = {
    index: index.store,
    clock: new VirtualClock(NOW_MS),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const range = { from: iso(window.fromMs), to: iso(window.toMs) };
  return getHotspots(deps, {
    ...getHotspotsRequest.parse({ arn: indexedMachine(plan.name).arn, ...range }),
    caller: localCaller,
  });
}

test('every figure of every state equals what is counted straight from the events of 2,000 executions', async () => {
  expect(made).toHaveLength(2_000);
  const differences: string[] = [];
  let compared = 0;
  const compare = (what: string, found: unknown, exact: unknown, isNear = false): void => {
    compared += 1;
    if (isNear ? isWithinError(found, exact) : JSON.stringify(found) === JSON.stringify(exact)) return;
    differences.push(`${what}: found ${JSON.stringify(found)}, counted ${JSON.stringify(exact)}`);
  };
  for (const { plan } of STARTS) {
    const own = made.filter((one) => one.plan === plan);
    const visits = own.flatMap((one) => one.visits);
    for (const window of WINDOWS) {
      const before = { fromMs: 2 * window.fromMs - window.toMs, toMs: window.fromMs };
      const { states, coverage } = await ask(plan, window);
      expect(coverage.kind).toBe('all');
      const names = new Set(visits.map(({ state }) => state));
      for (const name of names) {
        const ofState = visits.filter(({ state }) => state === name);
        const ended = ofState.filter(({ endedMs }) => isIn(window, endedMs));
        const endedBefore = ofState.filter(({ endedMs }) => isIn(before, endedMs));
        const isShown = [...ended, ...endedBefore].length > 0 || ofState.some(({ endedMs }) => endedMs === null);
        const found = states.find(({ state }) => state === name);
        compare(`${plan.name} ${name}: shown`, found !== undefined, isShown);
        if (found === undefined) continue;
        const where = `${plan.name} ${name} ${iso(window.fromMs)}`;
        const figures: Figures = found;
        for (const [figure, exact] of Object.entries(plainFigures(own, ofState, window))) {
          compare(`${where} ${figure}`, figures[figure], exact);
        }
        compare(`${where} p50`, found.p50Ms, percentileOf(ended, 0.5), true);
        compare(`${where} p95`, found.p95Ms, percentileOf(ended, 0.95), true);
        compare(`${where} p99`, found.p99Ms, percentileOf(ended, 0.99), true);
        compareBefore(where, found.before, endedBefore, compare);
      }
    }
  }
  process.stdout.write(`hotspots: ${compared} figures compared, ${differences.length} differences (seed ${SEED})\n`);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(2_000);
});

function compareBefore(
  where: string,
  found: HotspotComparison | null,
  ended: readonly PlainVisit[],
  compare: (what: string, found: unknown, exact: unknown, isNear?: boolean) => void,
): void {
  compare(`${where} before`, found === null, ended.length === 0);
  if (found === null) return;
  const failing = ended.filter(
    ({ outcome, isConsequence }) => outcome === 'caught' || (outcome === 'failed' && !isConsequence),
  );
  compare(`${where} visits before`, found.visits, ended.length);
  compare(`${where} failure rate before`, found.failureRate, failing.length / ended.length);
  compare(
    `${where} retry rate before`,
    found.retryRate,
    ended.filter(({ retries }) => retries > 0).length / ended.length,
  );
  compare(`${where} p95 before`, found.p95Ms, percentileOf(ended, 0.95), true);
}

/** Percentiles come from buckets, within 1 %, and are told in whole milliseconds (docs/decisions/0005-index-shape.md). */
function isWithinError(found: unknown, exact: unknown): boolean {
  if (typeof found !== 'number' || typeof exact !== 'number') return found === exact;
  return Math.abs(found - exact) <= exact * 0.01 + 0.5;
}
