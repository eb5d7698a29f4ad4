import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { Timeline, Visit } from '@/lib/domain/timeline/timeline';
import type { VisitKind } from '@/lib/domain/visit-kind';
import type { Percentiles, VisitFigures } from '@/lib/server/ports/index-figures';
import type { IndexedPair } from '@/lib/testing/index-batches';

/*
 * The figures of design §1 by plain counting over executions in memory: slow, and written to be read. It is what the
 * index's figures are checked against, so it shares no code with the store.
 */

type Span = { readonly fromMs: number; readonly toMs: number };

const isIn = ({ fromMs, toMs }: Span, atMs: number | null) => atMs !== null && atMs >= fromMs && atMs < toMs;

/** The value at a share of the sorted values: the smallest that at least that share of them does not exceed. */
function percentilesOf(values: readonly number[]): Percentiles | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Executions that started in the span, by status. */
export function plainCounts(pairs: readonly IndexedPair[], span: Span): Partial<Record<ExecutionStatus, number>> {
  const counts: Partial<Record<ExecutionStatus, number>> = {};
  for (const { execution } of pairs) {
    if (isIn(span, execution.startedAtMs)) counts[execution.status] = (counts[execution.status] ?? 0) + 1;
  }
  return counts;
}

/** Exact percentiles of the executions that started in the span and have ended. */
export function plainDurations(pairs: readonly IndexedPair[], span: Span): Percentiles | null {
  return percentilesOf(
    pairs.flatMap(({ execution: { startedAtMs, endedAtMs } }) =>
      isIn(span, startedAtMs) && endedAtMs !== null ? [endedAtMs - startedAtMs] : [],
    ),
  );
}

/** Status and exact duration of each execution that started in the span and has ended. */
export function plainEndedDurations(pairs: readonly IndexedPair[], span: Span) {
  return pairs.flatMap(({ execution: { status, startedAtMs, endedAtMs } }) =>
    isIn(span, startedAtMs) && endedAtMs !== null ? [{ status, durationMs: endedAtMs - startedAtMs }] : [],
  );
}

/** Retries in the visits that ended in the span. */
export function plainRetries(pairs: readonly IndexedPair[], span: Span): number {
  return pairs
    .flatMap(({ history }) => history.timeline.visits)
    .filter(({ endedAtMs }) => isIn(span, endedAtMs))
    .reduce((sum, { attempts }) => sum + attempts.filter(({ kind }) => kind === 'retry').length, 0);
}

/** Figures of one state over the visits that ended in the span; null where none did. Percentiles are exact. */
export function plainVisitFigures(pairs: readonly IndexedPair[], state: string, span: Span): VisitFigures | null {
  const all = pairs.flatMap(({ history: { timeline } }) =>
    timeline.visits.filter((visit) => visit.state === state).map((visit) => ({ visit, timeline })),
  );
  const ended = all.filter(({ visit }) => isIn(span, visit.endedAtMs));
  if (ended.length === 0) return null;
  const visits = ended.map(({ visit }) => visit);
  const attempts = visits.flatMap((visit) => visit.attempts);
  const failures = visits.filter(({ outcome }) => outcome === 'failed' || outcome === 'caught');
  const failureTimes = failures.flatMap(({ endedAtMs }) => endedAtMs ?? []).toSorted((a, b) => a - b);
  const count = (is: (visit: Visit) => boolean) => visits.filter(is).length;
  const consequences = ended.filter(({ visit, timeline }) => isConsequence(visit, timeline)).length;
  const lost = attempts.filter(({ outcome }) => outcome === 'failed');
  return {
    ended: visits.length,
    succeeded: count(({ outcome }) => outcome === 'succeeded'),
    caught: count(({ outcome }) => outcome === 'caught'),
    failed: count(({ outcome }) => outcome === 'failed') - consequences,
    consequences,
    aborted: count(({ outcome }) => outcome === 'aborted'),
    fatal: ended.filter(({ visit, timeline }) => timeline.fatalVisits.at(-1) === visit.id).length,
    retried: count((visit) => visit.attempts.some(({ kind }) => kind === 'retry')),
    recovered: count((visit) => visit.outcome === 'succeeded' && visit.attempts.some(({ hasFailed }) => hasFailed)),
    attempts: attempts.length,
    failedAttempts: attempts.filter(({ hasFailed }) => hasFailed).length,
    retries: attempts.filter(({ kind }) => kind === 'retry').length,
    redrivenAttempts: attempts.filter(({ kind }) => kind === 'redriven').length,
    lostMs:
      sum(attempts.map(({ backoffMs }) => backoffMs ?? 0)) +
      sum(lost.map(({ scheduledAtMs, endedAtMs }) => (endedAtMs ?? scheduledAtMs) - scheduledAtMs)),
    visitMs: sum(visits.flatMap(durationOf)),
    visitPercentiles: percentilesOf(visits.flatMap(durationOf)),
    attemptPercentiles: percentilesOf(
      all
        .flatMap(({ visit }) => visit.attempts)
        .flatMap(({ scheduledAtMs, endedAtMs }) =>
          endedAtMs !== null && isIn(span, endedAtMs) ? [endedAtMs - scheduledAtMs] : [],
        ),
    ),
    firstFailureAtMs: failureTimes[0] ?? null,
    lastFailureAtMs: failureTimes.at(-1) ?? null,
  };
}

/** The visits of a state that failed by themselves or were caught and ended in the span, the last first. */
export function plainFailures(pairs: readonly IndexedPair[], state: string, span: Span) {
  return pairs
    .flatMap(({ execution, history: { timeline } }) =>
      timeline.visits
        .filter((visit) => visit.state === state && isIn(span, visit.endedAtMs) && isKind(visit, timeline, 'failing'))
        .map(({ id, outcome, endedAtMs, failure }) => ({
          arn: execution.arn,
          visit: id,
          outcome,
          endedAtMs: endedAtMs ?? 0,
          error: failure?.error ?? null,
        })),
    )
    .toSorted((a, b) => b.endedAtMs - a.endedAtMs);
}

/** The executions behind a number of a state's figures: those with such a visit that ended in the span, by ARN. */
export function plainExecutionsBehind(
  pairs: readonly IndexedPair[],
  state: string,
  kind: VisitKind,
  span: Span,
): readonly string[] {
  return pairs
    .filter(({ history: { timeline } }) =>
      timeline.visits.some(
        (visit) => visit.state === state && isIn(span, visit.endedAtMs) && isKind(visit, timeline, kind),
      ),
    )
    .map(({ execution }) => execution.arn);
}

function isKind(visit: Visit, timeline: Timeline, kind: VisitKind): boolean {
  const { outcome, attempts } = visit;
  const isFailed = outcome === 'failed' && !isConsequence(visit, timeline);
  switch (kind) {
    case 'visited':
      return true;
    case 'failing':
      return outcome === 'caught' || isFailed;
    case 'failed':
      return isFailed;
    case 'caught':
      return outcome === 'caught';
    case 'fatal':
      return timeline.fatalVisits.at(-1) === visit.id;
    case 'retried':
      return attempts.some((attempt) => attempt.kind === 'retry');
    case 'recovered':
      return outcome === 'succeeded' && attempts.some(({ hasFailed }) => hasFailed);
  }
}

function durationOf(visit: Visit): number[] {
  return visit.exit === null || visit.endedAtMs === null ? [] : [visit.endedAtMs - visit.enteredAtMs];
}

function isConsequence(visit: Visit, { visits }: Timeline): boolean {
  return (
    visit.outcome === 'failed' && visits.some(({ parent, outcome }) => parent === visit.id && outcome === 'failed')
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
