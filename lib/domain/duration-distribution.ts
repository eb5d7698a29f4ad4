import type { ExecutionStatus } from './execution-status';

/** Executions of one status that took about this long. */
export type DurationCount = { readonly status: ExecutionStatus; readonly durationMs: number; readonly count: number };

/** Statuses of executions that ended, in the order in which they are stacked. */
export const ENDED_STATUSES = [
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
] as const satisfies readonly ExecutionStatus[];
export type EndedStatus = (typeof ENDED_STATUSES)[number];

/** Executions whose duration lies from `fromMs` on and below `toMs`. */
export type DurationBin = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly counts: Readonly<Record<EndedStatus, number>>;
};

export type DurationDistribution = {
  readonly total: number;
  /** Without gaps, from the shortest duration to the longest; empty without executions. */
  readonly bins: readonly DurationBin[];
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Each bin is one and a half to three times as wide as the one before: executions of one machine take 5 ms and 5 days. The
 * edges are lengths that people name. The last one is above the year that AWS allows.
 */
const EDGES_MS: readonly number[] = [
  ...[0, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 5, 10].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 30, 90, 200, 400].map((days) => days * DAY),
];

/** How long executions took: counted in bins, with the percentiles of all of them together. */
export function toDurationDistribution(counts: readonly DurationCount[]): DurationDistribution {
  const sorted = counts
    .filter(({ status, count }) => isEnded(status) && count > 0)
    .toSorted((a, b) => a.durationMs - b.durationMs);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const bins = EDGES_MS.slice(0, -1).map((fromMs, at) => {
    const toMs = EDGES_MS[at + 1] ?? Number.POSITIVE_INFINITY;
    const inside = sorted.filter(({ durationMs }) => durationMs >= fromMs && durationMs < toMs);
    return { fromMs, toMs, counts: countsOf(inside) };
  });
  const first = bins.findIndex(isFilled);
  const last = bins.findLastIndex(isFilled);
  return {
    total,
    bins: first < 0 ? [] : bins.slice(first, last + 1),
    p50Ms: durationAt(sorted, total, 0.5),
    p95Ms: durationAt(sorted, total, 0.95),
    p99Ms: durationAt(sorted, total, 0.99),
  };
}

function isEnded(status: ExecutionStatus): status is EndedStatus {
  return ENDED_STATUSES.some((ended) => ended === status);
}

function countsOf(inside: readonly DurationCount[]): Record<EndedStatus, number> {
  const counts = { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 };
  for (const { status, count } of inside) if (isEnded(status)) counts[status] += count;
  return counts;
}

function isFilled({ counts }: DurationBin): boolean {
  return ENDED_STATUSES.some((status) => counts[status] > 0);
}

/** The smallest duration that at least this share of them does not exceed. */
function durationAt(sorted: readonly DurationCount[], total: number, share: number): number | null {
  let upto = 0;
  for (const { durationMs, count } of sorted) {
    upto += count;
    if (upto >= total * share) return durationMs;
  }
  return null;
}
