import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { VISIT_KINDS } from '@/lib/domain/visit-kind';
import { createLogger } from '@/lib/server/logger';
import type { Percentiles, VisitFigures } from '@/lib/server/ports/index-figures';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { cutPair, generatePairs, type IndexedPair, indexBatch, machineArnOf } from '@/lib/testing/index-batches';
import {
  plainCounts,
  plainDurations,
  plainEndedDurations,
  plainExecutionsBehind,
  plainFailures,
  plainRetries,
  plainVisitFigures,
} from '@/lib/testing/plain-figures';
import { seededRandom } from '@/lib/testing/seeded-random';
import { type OpenIndex, openIndexStore } from './open-index-store';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNTIL_MS = Date.UTC(2026, 10, 22);
const SPAN = { fromMs: epochMs(UNTIL_MS - DAY_MS), toMs: epochMs(UNTIL_MS) };
const SPAN_BEFORE = { fromMs: epochMs(UNTIL_MS - 2 * DAY_MS), toMs: SPAN.fromMs };
const NOW_MS = epochMs(UNTIL_MS);
const MACHINES = ['orders', 'checkout', 'onboarding'] as const;

let dataDirectory: string;
let index: OpenIndex;
let store: IndexStore;
let pairs: readonly IndexedPair[];

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-figures-'));
  const compaction = { replacedRows: 1, looseRows: 1, watermarks: 1, share: 0 };
  // Compaction comes when the test asks for it: on a slow machine the pause between two tests would be long enough.
  const maintenance = { idleMs: 3_600_000, latestMs: 3_600_000 };
  index = await openIndexStore({ dataDirectory, log: createLogger('silent'), compaction, maintenance });
  store = index.store;
  pairs = generatePairs({
    count: 400,
    fromMs: UNTIL_MS - 3 * DAY_MS,
    untilMs: UNTIL_MS,
    machines: MACHINES,
    random: seededRandom(20_261_122),
  });
  // Half of them are told twice: first as they were in the middle. Their older rows must count nowhere.
  const early = pairs
    .filter((_, at) => at % 2 === 0)
    .map((pair) => cutPair(pair, Math.max(1, pair.history.events.length >> 1)));
  for (let at = 0; at < early.length; at += 50) await store.apply(indexBatch(early.slice(at, at + 50)));
  for (let at = 0; at < pairs.length; at += 50) await store.apply(indexBatch(pairs.slice(at, at + 50)));
});

afterAll(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

function expectNear(found: Percentiles | null, exact: Percentiles | null): void {
  expect(found === null).toBe(exact === null);
  for (const rank of ['p50', 'p95', 'p99'] as const) {
    const value = exact?.[rank] ?? 0;
    expect(Math.abs((found?.[rank] ?? 0) - value)).toBeLessThanOrEqual(Math.max(0.5, value * 0.01));
  }
}

function countByStatus(durations: readonly { readonly status: string; readonly count: number }[]) {
  const counts: Record<string, number> = {};
  for (const { status, count } of durations) counts[status] = (counts[status] ?? 0) + count;
  return counts;
}

function expectFigures(found: VisitFigures | null, exact: VisitFigures | null): void {
  expectNear(found?.visitPercentiles ?? null, exact?.visitPercentiles ?? null);
  expectNear(found?.attemptPercentiles ?? null, exact?.attemptPercentiles ?? null);
  expect(found === null ? null : { ...found, visitPercentiles: null, attemptPercentiles: null }).toEqual(
    exact === null ? null : { ...exact, visitPercentiles: null, attemptPercentiles: null },
  );
}

// The same questions, asked of rows as they were appended and of rows as compaction has put them. Reading goes on while
// compaction rewrites the tables.
describe.each(['appended', 'compacted'])('figures over %s rows equal plain counting', (form) => {
  beforeAll(async () => {
    if (form === 'compacted')
      expect(await index.compact()).toEqual(expect.arrayContaining(['executions', 'histories']));
  });

  it('of executions per machine', async () => {
    const figures = await store.machineFigures(SPAN);
    expect(figures.map(({ machineArn }) => machineArn)).toEqual([...MACHINES].map(machineArnOf).toSorted());
    for (const found of figures) {
      const own = pairs.filter(({ execution }) => execution.machineArn === found.machineArn);
      expect(found.counts).toMatchObject(plainCounts(own, SPAN));
      expectNear(found.durationMs, plainDurations(own, SPAN));
      expect(found.running).toBe(own.filter(({ execution }) => execution.status === 'RUNNING').length);
      const ok = plainCounts(own, SPAN).SUCCEEDED ?? 0;
      expect(found.spark.reduce((sum, part) => sum + part.ok, 0)).toBe(ok);
      expect(found.histories).toEqual({ succeeded: ok, succeededRead: ok });
      for (const [at, part] of found.spark.entries()) {
        const hour = { fromMs: SPAN.fromMs + (at * DAY_MS) / 24, toMs: SPAN.fromMs + ((at + 1) * DAY_MS) / 24 };
        const { FAILED = 0, TIMED_OUT = 0 } = plainCounts(own, hour);
        expect(part.failed).toBe(FAILED + TIMED_OUT);
      }
      const states = new Set(own.flatMap(({ history }) => history.timeline.visits).map(({ state }) => state));
      const failedVisits = [...states].map((state) => plainVisitFigures(own, state, SPAN)?.failed ?? 0);
      expect(found.worstState).toMatchObject({ kind: 'failed', count: Math.max(...failedVisits) });
    }
  });

  it('of the states of each machine, with the window before', async () => {
    let compared = 0;
    for (const machine of MACHINES) {
      const own = pairs.filter(({ execution }) => execution.machineArn === machineArnOf(machine));
      const { states, executionMs } = await store.stateFigures({ machineArn: machineArnOf(machine), ...SPAN });
      for (const found of states) {
        expectFigures(found.before, plainVisitFigures(own, found.state, SPAN_BEFORE));
        const exact = plainVisitFigures(own, found.state, SPAN);
        if (exact !== null) expectFigures(found.figures, exact);
        const open = own.flatMap(({ history }) => history.timeline.visits).filter(({ state }) => state === found.state);
        expect(found.running).toBe(open.filter(({ outcome }) => outcome === 'running').length);
        expect(found.waiting).toBe(open.filter(({ outcome }) => outcome === 'waiting').length);
        compared += 1;
      }
      const spent = own.filter(
        ({ execution: { startedAtMs } }) => startedAtMs >= SPAN.fromMs && startedAtMs < SPAN.toMs,
      );
      expect(executionMs).toBe(
        spent.reduce(
          (sum, { execution: { startedAtMs, endedAtMs } }) => sum + ((endedAtMs ?? startedAtMs) - startedAtMs),
          0,
        ),
      );
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('of how long executions took, and of retries over time', async () => {
    for (const machine of MACHINES) {
      const own = pairs.filter(({ execution }) => execution.machineArn === machineArnOf(machine));
      const found = await store.machineDurations({ machineArn: machineArnOf(machine), ...SPAN });
      const exact = plainEndedDurations(own, SPAN);
      expect(countByStatus(found.durations)).toEqual(countByStatus(exact.map((each) => ({ ...each, count: 1 }))));
      const spread = found.durations.flatMap(({ durationMs, count }) =>
        Array.from({ length: count }, () => durationMs),
      );
      const sorted = exact.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
      for (const [at, durationMs] of spread.toSorted((a, b) => a - b).entries()) {
        const near = sorted[at] ?? 0;
        expect(Math.abs(durationMs - near)).toBeLessThanOrEqual(Math.max(0.5, near * 0.01));
      }
      expect(found.retries).toEqual(
        found.retries.map((_, part) =>
          plainRetries(own, {
            fromMs: SPAN.fromMs + (part * DAY_MS) / 24,
            toMs: SPAN.fromMs + ((part + 1) * DAY_MS) / 24,
          }),
        ),
      );
      expect(found.retries.reduce((sum, retries) => sum + retries, 0)).toBeGreaterThan(0);
    }
    expect((await store.machineDurations({ machineArn: machineArnOf('unknown'), ...SPAN })).durations).toEqual([]);
  });

  it('of the states of each machine over time', async () => {
    const stepMs = 3 * HOUR_MS;
    const starts = Array.from({ length: DAY_MS / stepMs }, (_, at) => epochMs(SPAN.fromMs + at * stepMs));
    let cells = 0;
    for (const machine of MACHINES) {
      const own = pairs.filter(({ execution }) => execution.machineArn === machineArnOf(machine));
      const names = new Set(own.flatMap(({ history }) => history.timeline.visits).map(({ state }) => state));
      const { visits, histories } = await store.stateSteps({ machineArn: machineArnOf(machine), ...SPAN, stepMs });
      for (const startMs of starts) {
        const step = { fromMs: startMs, toMs: epochMs(startMs + stepMs) };
        for (const name of names) {
          const found = visits.filter((cell) => cell.startMs === startMs && cell.state === name);
          const exact = plainVisitFigures(own, name, step);
          expect(found).toHaveLength(exact === null ? 0 : 1);
          if (exact === null || found[0] === undefined) continue;
          const { ended, failed, caught, retried, visitPercentiles } = exact;
          expect(found[0]).toMatchObject({ ended, failed, caught, retried });
          expect(found[0].p95Ms === null).toBe(visitPercentiles === null);
          const p95 = visitPercentiles?.p95 ?? 0;
          expect(Math.abs((found[0].p95Ms ?? 0) - p95)).toBeLessThanOrEqual(Math.max(0.5, p95 * 0.01));
          cells += 1;
        }
        const ok = plainCounts(own, step).SUCCEEDED ?? 0;
        const read = histories.find((share) => share.startMs === startMs);
        expect(read ?? { succeeded: 0, succeededRead: 0 }).toMatchObject({ succeeded: ok, succeededRead: ok });
      }
      expect(visits.every(({ startMs }) => starts.includes(startMs))).toBe(true);
    }
    expect(cells).toBeGreaterThan(100);
    const unknown = { machineArn: machineArnOf('unknown'), ...SPAN, stepMs };
    expect(await store.stateSteps(unknown)).toEqual({ visits: [], histories: [] });
  });

  it('of the states of all machines, as of each machine alone', async () => {
    const listed = await store.stateRates(SPAN);
    let compared = 0;
    for (const machineArn of MACHINES.map(machineArnOf)) {
      const { states, histories, historiesBefore } = await store.stateFigures({ machineArn, ...SPAN });
      const ended = states.filter(({ figures }) => figures.ended > 0);
      const own = listed.filter((row) => row.machineArn === machineArn);
      expect(own.map(({ state }) => state).toSorted()).toEqual(ended.map(({ state }) => state).toSorted());
      for (const { state, figures, before, errors } of ended) {
        const found = own.find((row) => row.state === state);
        expect(found).toBeDefined();
        expect({ ...figures, histories }).toMatchObject(found?.figures ?? {});
        expect(found?.before === null).toBe(before === null);
        if (before !== null) expect({ ...before, histories: historiesBefore }).toMatchObject(found?.before ?? {});
        expect(found?.errors).toEqual(errors.slice(0, 1));
        compared += 1;
      }
    }
    expect(compared).toBe(listed.length);
    expect(compared).toBeGreaterThan(10);
  });

  it('of the errors of a state', async () => {
    const { states } = await store.stateFigures({ machineArn: machineArnOf('orders'), ...SPAN });
    const charge = states.find(({ state }) => state === 'Charge');
    const visits = pairs
      .filter(({ execution }) => execution.machineArn === machineArnOf('orders'))
      .flatMap(({ history }) => history.timeline.visits)
      .filter(
        ({ state, endedAtMs }) => state === 'Charge' && (endedAtMs ?? 0) >= SPAN.fromMs && (endedAtMs ?? 0) < SPAN.toMs,
      )
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'caught');
    for (const { error, count } of charge?.errors ?? []) {
      expect(count).toBe(visits.filter(({ failure }) => failure?.error === error).length);
    }
    expect(charge?.errors.reduce((sum, { count }) => sum + count, 0)).toBe(visits.length);
  });

  it('of the last failures of a state, each with its execution', async () => {
    const own = pairs.filter(({ execution }) => execution.machineArn === machineArnOf('orders'));
    let compared = 0;
    for (const state of ['Charge', 'Pack', 'Reserve']) {
      const failing = plainFailures(own, state, SPAN);
      const query = { machineArn: machineArnOf('orders'), state, ...SPAN };
      const { failures, histories } = await store.listFailures({ ...query, limit: 100 });
      const found = failures.map(({ execution, visit, outcome, endedAtMs, error }) => ({
        arn: execution.arn,
        visit,
        outcome,
        endedAtMs,
        error,
      }));
      expect(found).toHaveLength(failing.length);
      expect(found).toEqual(expect.arrayContaining([...failing]));
      expect(found.map(({ endedAtMs }) => endedAtMs)).toEqual(failing.map(({ endedAtMs }) => endedAtMs));
      const first = await store.listFailures({ ...query, limit: 3 });
      expect(first.failures).toEqual(failures.slice(0, 3));
      expect(histories.succeeded).toBe(plainCounts(own, SPAN).SUCCEEDED);
      compared += failing.length;
    }
    expect(compared).toBeGreaterThan(10);
    const unknown = { machineArn: machineArnOf('orders'), state: 'Nowhere', ...SPAN, limit: 5 };
    expect((await store.listFailures(unknown)).failures).toEqual([]);
  });

  it('and each number of a state leads to the executions behind it', async () => {
    let [numbers, listed] = [0, 0];
    for (const machine of MACHINES) {
      const own = pairs.filter(({ execution }) => execution.machineArn === machineArnOf(machine));
      const states = new Set(own.flatMap(({ history }) => history.timeline.visits).map(({ state }) => state));
      for (const state of states) {
        for (const kind of VISIT_KINDS) {
          const filter = { machineArns: [machineArnOf(machine)], visit: { state, kind } };
          const page = await store.listExecutions({ ...SPAN, ...filter, sort: 'started', limit: 1_000 });
          const behind = plainExecutionsBehind(own, state, kind, SPAN);
          expect(page.rows.map(({ arn }) => arn).toSorted()).toEqual(behind.toSorted());
          expect(Object.values(page.counts).reduce((sum, count) => sum + count, 0)).toBe(behind.length);
          numbers += 1;
          listed += behind.length;
        }
      }
    }
    process.stdout.write(`${numbers} numbers of states, ${listed} executions behind them, 0 differ\n`);
    expect(listed).toBeGreaterThan(500);
  });

  it('and an error of a state leads to the executions in which it failed with it', async () => {
    const filter = { machineArns: [machineArnOf('orders')], visit: { state: 'Charge', kind: 'failing' as const } };
    const { states } = await store.stateFigures({ machineArn: machineArnOf('orders'), ...SPAN });
    const errors = states.find(({ state }) => state === 'Charge')?.errors ?? [];
    for (const { error, count } of errors) {
      if (error === null) continue;
      const page = await store.listExecutions({ ...SPAN, ...filter, error, sort: 'started', limit: 1_000 });
      // Every visit counted is in one of the executions, and none of them is there without one.
      expect(page.rows.length).toBeGreaterThan(0);
      expect(page.rows.length).toBeLessThanOrEqual(count);
    }
    expect(errors.length).toBeGreaterThan(1);
  });

  it('of the tiles', async () => {
    const tiles = await store.overviewTiles({ ...SPAN, nowMs: NOW_MS });
    const executions = pairs.map(({ execution }) => execution);
    const running = executions.filter(({ status }) => status === 'RUNNING');
    const waits = pairs.flatMap(({ history }) => history.timeline.waits);
    const wereRunning = executions.filter(
      ({ startedAtMs, endedAtMs }) => startedAtMs < SPAN.fromMs && (endedAtMs === null || endedAtMs >= SPAN.fromMs),
    );
    expect(tiles.failed).toEqual({
      count: plainCounts(pairs, SPAN).FAILED,
      before: plainCounts(pairs, SPAN_BEFORE).FAILED,
    });
    expect(tiles.timedOut).toEqual({
      count: plainCounts(pairs, SPAN).TIMED_OUT,
      before: plainCounts(pairs, SPAN_BEFORE).TIMED_OUT,
    });
    expect(tiles.running).toEqual({
      count: running.length,
      before: wereRunning.length,
      oldestStartedAtMs: Math.min(...running.map(({ startedAtMs }) => startedAtMs)),
    });
    expect(tiles.waiting.count).toBe(waits.length);
    expect(tiles.waiting.before).toBe(waits.filter(({ sinceMs }) => sinceMs < SPAN.fromMs).length);
    const started = pairs.flatMap(({ history }) =>
      history.timeline.waits.flatMap((wait) =>
        history.timeline.visits.flatMap(({ attempts }) => attempts.filter(({ id }) => id === wait.eventId)),
      ),
    );
    expect(tiles.waiting.soonestDeadlineMs).toBe(
      Math.min(...started.map(({ startedAtMs }) => (startedAtMs ?? 0) + 3_600_000)),
    );
    const ended = executions.filter(
      ({ status }) => status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED',
    );
    expect(tiles.redrivable).toEqual({
      count: ended.length,
      before: null,
      soonestExpiryMs: Math.min(...ended.map(({ endedAtMs }) => endedAtMs ?? 0)) + 14 * DAY_MS,
    });
  });

  it('of lists and waits', async () => {
    const page = await store.listExecutions({ ...SPAN, sort: 'started', limit: 1_000 });
    const expected = pairs.map(({ execution }) => execution).filter(({ startedAtMs }) => startedAtMs >= SPAN.fromMs);
    expect(new Set(page.rows.map(({ arn }) => arn))).toEqual(new Set(expected.map(({ arn }) => arn)));
    expect(page.rows).toHaveLength(expected.length);
    expect(page.counts).toMatchObject(plainCounts(pairs, SPAN));
    expect(await store.listWaits()).toHaveLength(pairs.flatMap(({ history }) => history.timeline.waits).length);
    for (const { execution, history } of pairs.slice(0, 20))
      expect(await store.getEvents(execution.arn)).toEqual(history.events);
  });

  it('and the size counts no row twice', async () => {
    const visits = pairs.flatMap(({ history }) => history.timeline.visits);
    expect(await store.stats()).toMatchObject({
      executions: pairs.length,
      histories: pairs.length,
      visits: visits.length,
      attempts: visits.flatMap(({ attempts }) => attempts).length,
      ...(form === 'compacted' ? { replaced: 0 } : {}),
    });
  });
});
