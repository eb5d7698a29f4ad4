import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getMatrixRequest, type Matrix, type MatrixCell } from '@/lib/contract/matrix';
import { localActions, localCaller } from '@/lib/domain/access';
import type { MachinePlan } from '@/lib/local-aws/workload/machine-plan';
import { createLogger } from '@/lib/server/logger';
import { getMatrix } from '@/lib/server/services/get-matrix';
import { type OpenIndex, openIndexStore } from '@/lib/server/store/open-index-store';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexedMachine } from '@/lib/testing/index-batches';
import type { PlainVisit } from '@/lib/testing/plain-hotspots';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { HOUR_MS, type Made, makeSample, NOW_MS, SEED, STARTS, toBatch } from './workload-sample';

/** A day and a half hour, whose first hour is cut; and six hours, which are told per quarter of an hour. */
const WINDOWS = [
  { fromMs: NOW_MS - 24.5 * HOUR_MS, toMs: NOW_MS, stepMs: HOUR_MS, steps: 25 },
  { fromMs: NOW_MS - 6 * HOUR_MS, toMs: NOW_MS, stepMs: HOUR_MS / 4, steps: 24 },
] as const;

/** Of succeeded executions every third is read, and in two of five hours none; failures all are, as the sync reads them first. */
function isRead({ execution: { status, startMs, arn } }: Made): boolean {
  if (status !== 'SUCCEEDED') return true;
  return (
    Math.floor(startMs / HOUR_MS) % 5 < 3 && [...arn].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3 === 0
  );
}

let dataDirectory: string;
let whole: OpenIndex;
let partial: OpenIndex;
let made: readonly Made[];

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-matrix-'));
  const log = createLogger('silent');
  whole = await openIndexStore({ dataDirectory: join(dataDirectory, 'whole'), log });
  partial = await openIndexStore({ dataDirectory: join(dataDirectory, 'partial'), log });
  made = makeSample();
  for (let at = 0; at < made.length; at += 250) {
    await whole.store.apply(toBatch(made.slice(at, at + 250)));
    await partial.store.apply(toBatch(made.slice(at, at + 250), isRead));
  }
});

afterAll(async () => {
  await whole.close();
  await partial.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

type Window = { readonly fromMs: number; readonly toMs: number };

const isIn = ({ fromMs, toMs }: Window, timeMs: number | null) => timeMs !== null && timeMs >= fromMs && timeMs < toMs;
const iso = (timeMs: number) => new Date(timeMs).toISOString();

async function ask({ store }: OpenIndex, plan: MachinePlan, { fromMs, toMs }: Window): Promise<Matrix> {
  const deps = {
    index: store,
    clock: new VirtualClock(NOW_MS),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const input = getMatrixRequest.parse({ arn: indexedMachine(plan.name).arn, from: iso(fromMs), to: iso(toMs) });
  return getMatrix(deps, { ...input, caller: localCaller });
}

/** One state in one step, counted from visits; a succeeded one counts for `weight`, and without one no rate is known. */
function plainCell(ended: readonly PlainVisit[], weight: number | null): Omit<MatrixCell, 'p95Ms'> | null {
  if (ended.length === 0) return null;
  const sum = (is: (visit: PlainVisit) => boolean) =>
    ended.filter(is).reduce((total, { outcome }) => total + (outcome === 'succeeded' ? (weight ?? 1) : 1), 0);
  const visits = Math.round(sum(() => true));
  const failing = sum(({ outcome, isConsequence }) => outcome === 'caught' || (outcome === 'failed' && !isConsequence));
  const retried = Math.round(sum(({ retries }) => retries > 0));
  const rate = (part: number) => (weight === null ? null : part / visits);
  return { visits, failing, retried, failureRate: rate(failing), retryRate: rate(retried) };
}

/** The smallest duration that at least 95 % of the visits that exited did not exceed. */
function plainP95(ended: readonly PlainVisit[]): number | null {
  const sorted = ended
    .flatMap(({ hasExited, enteredMs, endedMs }) => (hasExited && endedMs !== null ? [endedMs - enteredMs] : []))
    .toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
}

/** How many succeeded executions that started in the step there are to each one that was read; null where none was. */
function plainWeight(own: readonly Made[], step: Window): number | null {
  const succeeded = own.filter(({ execution }) => execution.status === 'SUCCEEDED' && isIn(step, execution.startMs));
  const read = succeeded.filter(isRead).length;
  if (succeeded.length === 0) return 1;
  return read === 0 ? null : succeeded.length / read;
}

/** Percentiles come from buckets, within 1 %, and are told in whole milliseconds (docs/decisions/0005-index-shape.md). */
function isNear(found: number | null, exact: number | null): boolean {
  if (found === null || exact === null) return found === exact;
  return Math.abs(found - exact) <= exact * 0.01 + 0.5;
}

function stepsOf({ fromMs, toMs, stepMs }: (typeof WINDOWS)[number]): readonly Window[] {
  const first = Math.floor(fromMs / stepMs);
  return Array.from({ length: Math.ceil(toMs / stepMs) - first }, (_, at) => ({
    fromMs: Math.max(fromMs, (first + at) * stepMs),
    toMs: Math.min(toMs, (first + at + 1) * stepMs),
  }));
}

/** Compares every cell there is, and every one that there should be. */
async function differencesOf(index: OpenIndex, reads: (made: Made) => boolean) {
  const differences: string[] = [];
  let compared = 0;
  for (const { plan } of STARTS) {
    const own = made.filter((one) => one.plan === plan);
    const known = own.filter(reads).flatMap(({ visits }) => visits);
    for (const window of WINDOWS) {
      const { stepMs, steps, states } = await ask(index, plan, window);
      const spans = stepsOf(window);
      expect([stepMs, spans.length]).toEqual([window.stepMs, window.steps]);
      expect(steps.map(({ fromDate, toDate }) => [fromDate, toDate])).toEqual(
        spans.map(({ fromMs, toMs }) => [iso(fromMs), iso(toMs)]),
      );
      for (const name of new Set(known.map(({ state }) => state))) {
        const cells = states.find(({ state }) => state === name)?.cells;
        for (const [at, span] of spans.entries()) {
          const ended = known.filter(({ state, endedMs }) => state === name && isIn(span, endedMs));
          const weight = reads === isRead ? plainWeight(own, span) : 1;
          const { p95Ms = null, ...found } = cells?.[at] ?? {};
          const exact = plainCell(ended, weight) ?? {};
          compared += 1;
          const isSame = JSON.stringify(Object.entries(found)) === JSON.stringify(Object.entries(exact));
          // Only without weights is a percentile that of plainly sorted visits.
          const isP95Near = reads === isRead || isNear(p95Ms, plainP95(ended));
          if (!isSame || !isP95Near)
            differences.push(
              `${plan.name} ${name} ${iso(span.fromMs)}: ${JSON.stringify([found, p95Ms, exact, weight])}`,
            );
        }
      }
    }
  }
  return { differences, compared };
}

test('every cell equals what is counted straight from the events of 2,000 executions', async () => {
  const { differences, compared } = await differencesOf(whole, () => true);
  process.stdout.write(`matrix: ${compared} cells compared, ${differences.length} differences (seed ${SEED})\n`);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(1_500);
});

test('of histories that were not all read, each step is scaled by its own share', async () => {
  const { differences, compared } = await differencesOf(partial, isRead);
  const scaled = made.filter((one) => !isRead(one)).length;
  process.stdout.write(
    `matrix: ${compared} cells compared with ${scaled} histories unread, ${differences.length} differences (seed ${SEED})\n`,
  );
  expect(differences).toEqual([]);
  expect(scaled).toBeGreaterThan(500);
});
