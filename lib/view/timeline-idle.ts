import type { Attempt } from '@/lib/domain/timeline/timeline';
import type { TimelineNode } from './timeline-node';
import { workOf } from './timeline-work';

/** A time in which no attempt ran, in ms since the start of the execution. */
export type Gap = {
  readonly fromMs: number;
  /** Null while it lasts: it ends now, whenever that is. */
  readonly toMs: number | null;
};

/** The idle time of an execution: nothing but waits, pauses and backoff. */
export type IdleTime = {
  /** The longest gaps that are over, in their order; no more of them than can be folded. */
  readonly gaps: readonly (Gap & { readonly toMs: number })[];
  /** How long all gaps that are over are together, in ms. */
  readonly overMs: number;
  /** Since when nothing has run, in ms since the start; null while something runs, and once the execution is over. */
  readonly sinceMs: number | null;
};

/** A gap is folded from this share of the time that is drawn on: there its 28 px are less than it would take. */
const LEAST_SHARE = 0.05;
/** What is shorter is no wait that anybody would want to skip: Wait and backoff last whole seconds. */
const LEAST_MS = 1_000;
/** As many as there can be of a twentieth of the whole each. */
const MOST_FOLDS = 20;
/** From this share of idle time on it is hidden unless somebody wants to see it. */
const MOSTLY = 0.6;

type Span = { readonly fromMs: number; readonly toMs: number };

/**
 * Finds the idle time below these rows. Every moment at which a row or an attempt begins or ends divides it, so that no
 * bar begins or ends inside of a gap. Times are in ms since the epoch, `endedAtMs` null while the execution is open and
 * `moments` what else happened. Takes a sort of the moments and is linear beyond that.
 */
export function idleTimeOf(
  nodes: Iterable<TimelineNode>,
  startedAtMs: number,
  endedAtMs: number | null,
  moments: readonly number[],
): IdleTime {
  const spans = moments.map(point);
  for (const node of nodes) {
    // Not the execution itself: while it is open its end is no moment, and later the last gap ends there anyway.
    if (node.kind !== 'execution') spans.push(point(node.fromMs), ...(node.toMs === null ? [] : [point(node.toMs)]));
    for (const attempt of node.visit?.attempts ?? []) spans.push(...momentsOf(attempt));
    for (const { fromMs, toMs } of workOf(node)) spans.push({ fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY });
  }
  spans.sort((a, b) => a.fromMs - b.fromMs);
  const gaps: Span[] = [];
  let reached = startedAtMs;
  for (const { fromMs, toMs } of spans) {
    if (fromMs > reached) gaps.push({ fromMs: reached - startedAtMs, toMs: fromMs - startedAtMs });
    reached = Math.max(reached, toMs);
  }
  if (endedAtMs !== null && endedAtMs > reached) {
    gaps.push({ fromMs: reached - startedAtMs, toMs: endedAtMs - startedAtMs });
  }
  return {
    gaps: gaps
      .toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
      .slice(0, MOST_FOLDS)
      .sort((a, b) => a.fromMs - b.fromMs),
    overMs: gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    sinceMs: endedAtMs === null && Number.isFinite(reached) ? reached - startedAtMs : null,
  };
}

function point(atMs: number): Span {
  return { fromMs: atMs, toMs: atMs };
}

/** The moments at which something of an attempt begins or ends, as far as they are known. */
function momentsOf({ scheduledAtMs, startedAtMs, endedAtMs }: Attempt): readonly Span[] {
  return [scheduledAtMs, startedAtMs, endedAtMs].flatMap((atMs) => (atMs === null ? [] : [point(atMs)]));
}

/** How long nothing ran, in ms; `nowMs` is the end of what is drawn, since the start. */
export function idleMsOf({ overMs, sinceMs }: IdleTime, nowMs: number): number {
  return overMs + (sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs));
}

/** Whether idle time is hidden until somebody says otherwise. */
export function isMostlyIdle(idle: IdleTime, nowMs: number): boolean {
  return idleMsOf(idle, nowMs) > nowMs * MOSTLY;
}

/**
 * How long a gap must at least be to be folded, in ms; infinite where none is. The longest go first, and each is measured
 * against what is still drawn: against the whole, a pause of minutes would come back as soon as one of days stands beside.
 */
export function shortestFoldMs({ gaps, sinceMs }: IdleTime, nowMs: number): number {
  const lengths = gaps.map(({ fromMs, toMs }) => toMs - fromMs);
  if (sinceMs !== null) lengths.push(nowMs - sinceMs);
  let drawnMs = nowMs;
  let shortest = Number.POSITIVE_INFINITY;
  for (const length of lengths.sort((a, b) => b - a).slice(0, MOST_FOLDS)) {
    if (length < LEAST_MS || length < drawnMs * LEAST_SHARE) break;
    shortest = length;
    drawnMs -= length;
  }
  return shortest;
}

/** The gaps that are folded. `isLastFolded` says whether the one that still lasts is. */
export function foldsOf({ gaps, sinceMs }: IdleTime, shortestMs: number, isLastFolded: boolean): readonly Gap[] {
  const over = gaps.filter(({ fromMs, toMs }) => toMs - fromMs >= shortestMs);
  return isLastFolded && sinceMs !== null ? [...over, { fromMs: sinceMs, toMs: null }] : over;
}
