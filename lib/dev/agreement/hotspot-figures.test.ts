import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { getHotspotsRequest, type HotspotComparison, type MachineHotspots } from '@/lib/contract/hotspots';
import { localActions, localCaller } from '@/lib/domain/access';
import { type HistoryEvent, readHistoryEvent, readLogRecord } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import { Scheduler } from '@/lib/local-aws/clock/scheduler';
import { AccountRegion } from '@/lib/local-aws/engine/account-region';
import type { Execution } from '@/lib/local-aws/engine/execution';
import { toWireEvent } from '@/lib/local-aws/http/wire-event';
import { Random } from '@/lib/local-aws/random';
import { CHECKOUT_API } from '@/lib/local-aws/workload/checkout-api';
import type { MachinePlan } from '@/lib/local-aws/workload/machine-plan';
import { ORDER_FULFILMENT } from '@/lib/local-aws/workload/order-fulfilment';
import { SUPPLIER_PAYOUTS } from '@/lib/local-aws/workload/supplier-payouts';
import { createLogger } from '@/lib/server/logger';
import type { IndexBatch } from '@/lib/server/ports/index-store';
import { getHotspots } from '@/lib/server/services/get-hotspots';
import { type OpenIndex, openIndexStore } from '@/lib/server/store/open-index-store';
import { toLogLines } from '@/lib/testing/history-builder';
import { indexedMachine } from '@/lib/testing/index-batches';
import { toPlainEvent } from '@/lib/testing/plain-event';
import { type PlainVisit, plainParents, plainVisits } from '@/lib/testing/plain-hotspots';
import { VirtualClock } from '@/lib/testing/virtual-clock';

const SEED = '20261125';
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 25, 12);
const FROM_MS = NOW_MS - 48 * HOUR_MS;
/** 2,000 executions: of Standard machines over two days, of the Express one over both windows of six hours. */
const STARTS: readonly { readonly plan: MachinePlan; readonly count: number; readonly fromMs: number }[] = [
  { plan: ORDER_FULFILMENT, count: 1_200, fromMs: FROM_MS },
  { plan: SUPPLIER_PAYOUTS, count: 200, fromMs: FROM_MS },
  { plan: CHECKOUT_API, count: 600, fromMs: NOW_MS - 12 * HOUR_MS },
];
/** Ends of windows are no ends of anything else: visits lie across them. */
const WINDOWS = [
  { fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS },
  { fromMs: NOW_MS - 6 * HOUR_MS, toMs: NOW_MS },
  { fromMs: NOW_MS - 30 * HOUR_MS + 12_345, toMs: NOW_MS - 7 * HOUR_MS + 54_321 },
] as const;

/** What the errors of the workload are, written down by hand. */
const TRANSIENT = new Set(['States.Timeout', 'States.HeartbeatTimeout', 'Lambda.TooManyRequestsException']);

type Made = { readonly plan: MachinePlan; readonly execution: Execution; readonly visits: readonly PlainVisit[] };

let dataDirectory: string;
let index: OpenIndex;
let made: readonly Made[];

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-hotspots-'));
  index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
  made = runAll().map(({ plan, execution }) => ({ plan, execution, visits: readPlainly(plan, execution) }));
  for (let at = 0; at < made.length; at += 250) await index.store.apply(toBatch(made.slice(at, at + 250)));
});

afterAll(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** Runs the machines until now; some orders are stopped by hand, and some of all are still open. */
function runAll(): readonly { readonly plan: MachinePlan; readonly execution: Execution }[] {
  const scheduler = new Scheduler(FROM_MS);
  const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, SEED);
  const started: { plan: MachinePlan; execution: Execution }[] = [];
  for (const { plan, count, fromMs } of STARTS) {
    const machine = target.createMachine({ ...plan, createdMs: FROM_MS });
    const random = new Random(`${SEED}/${plan.name}`);
    for (let number = 1; number <= count; number += 1) {
      scheduler.at(fromMs + ((NOW_MS - fromMs) * number) / (count + 1), () => {
        const execution = target.start({ machine, ...plan.toStart(random, scheduler.nowMs, number) });
        started.push({ plan, execution });
        if (plan.type === 'EXPRESS' || !random.chance(0.03)) return;
        scheduler.after(random.between(500, 40_000), () => {
          if (execution.status === 'RUNNING') execution.abort({ error: null, cause: null });
        });
      });
    }
  }
  scheduler.runUntil(NOW_MS);
  return started;
}

function wire(execution: Execution) {
  return execution.events.map((event) => toWireEvent(event, true));
}

function readPlainly({ definition }: MachinePlan, execution: Execution): readonly PlainVisit[] {
  return plainVisits({ events: wire(execution).map(toPlainEvent), parents: plainParents(definition) });
}

/** As the product reads it: Standard ones from their history, Express ones from their log lines. */
function readAsProduct(plan: MachinePlan, execution: Execution): readonly HistoryEvent[] {
  if (plan.type === 'STANDARD') {
    return wire(execution).flatMap((raw) => {
      const read = readHistoryEvent(raw);
      return read.kind === 'event' ? [read.event] : [];
    });
  }
  return toLogLines(wire(execution), execution.arn).flatMap((line) => {
    const read = readLogRecord(line);
    return read.kind === 'record' ? [read.event] : [];
  });
}

function toBatch(executions: readonly Made[]): IndexBatch {
  const rows = executions.map(({ plan, execution }) => {
    const events = readAsProduct(plan, execution);
    const timeline = foldEvents(events);
    const row = {
      arn: execution.arn,
      machineArn: execution.machine.arn,
      name: execution.name,
      type: plan.type,
      status: timeline.status,
      startedAtMs: timeline.startedAtMs ?? epochMs(FROM_MS),
      endedAtMs: timeline.endedAtMs,
      error: timeline.failure?.error ?? null,
      cause: null,
      failedState: null,
      retries: null,
      redriveCount: 0,
      hasInput: true,
      hasOutput: null,
      source: plan.type === 'STANDARD' ? ('history' as const) : ('log' as const),
      coverage: 'full' as const,
    };
    return { row, history: { executionArn: execution.arn, timeline, events } };
  });
  return {
    connection: 'test',
    // A deleted machine is read no more, so how far reading has come plays no part in the coverage.
    machines: STARTS.map(({ plan }) => ({
      ...indexedMachine(plan.name),
      type: plan.type,
      status: 'DELETED',
      logging: { level: 'ALL', includesData: true, logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:x' },
    })),
    executions: rows.map(({ row }) => row),
    histories: rows.map(({ history }) => history),
    watermarks: [],
  };
}

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
