import 'server-only';
import type { Coverage } from '@/lib/contract/coverage';
import type { HotspotComparison, StateHotspot } from '@/lib/contract/hotspots';
import { classifyError } from '@/lib/domain/error-class';
import type { HistoryShare, StateFigures, VisitFigures } from '@/lib/server/ports/index-store';
import { toDateOrNull } from './time-window';

/** What the figures of a machine's states stand on. */
type Basis = {
  /** Summed over the executions of the window that ended. */
  readonly executionMs: number;
  readonly knowsSuccesses: boolean;
  readonly isComparable: boolean;
};

/** Whether a rate can be told: without successes every visit that is known failed. */
export function knowsSuccesses({ kind }: Coverage, { succeeded, succeededRead }: HistoryShare): boolean {
  return kind !== 'failures' && kind !== 'none' && (succeeded === 0 || succeededRead > 0);
}

/** Whether the window before was read, so that a change against it is one. */
export function isComparable(before: Coverage, histories: HistoryShare): boolean {
  return before.kind === 'all' || (before.kind === 'estimated' && histories.succeededRead > 0);
}

/** One state as a row leaves the server. */
export function toHotspot(
  { state, stateType, figures, before, running, waiting, errors }: StateFigures,
  { executionMs, ...basis }: Basis,
): StateHotspot {
  return {
    state,
    stateType,
    ...toComparison(figures, basis.knowsSuccesses),
    succeeded: figures.succeeded,
    failed: figures.failed,
    consequences: figures.consequences,
    caught: figures.caught,
    aborted: figures.aborted,
    fatal: figures.fatal,
    retried: figures.retried,
    recovered: figures.recovered,
    attempts: figures.attempts,
    failedAttempts: figures.failedAttempts,
    retries: figures.retries,
    redrivenAttempts: figures.redrivenAttempts,
    lostMs: figures.lostMs,
    p50Ms: figures.visitPercentiles?.p50 ?? null,
    p99Ms: figures.visitPercentiles?.p99 ?? null,
    timeShare: executionMs === 0 ? null : figures.visitMs / executionMs,
    firstFailureDate: toDateOrNull(figures.firstFailureAtMs),
    lastFailureDate: toDateOrNull(figures.lastFailureAtMs),
    running,
    waiting,
    errors: errors.map(({ error, count }) => ({ error, errorClass: classifyError(error), count })),
    before: before === null || !basis.isComparable ? null : toComparison(before, true),
  };
}

function toComparison({ ended, failed, caught, retried, visitPercentiles }: VisitFigures, isRate: boolean) {
  return {
    visits: ended,
    failureRate: isRate && ended > 0 ? (failed + caught) / ended : null,
    retryRate: isRate && ended > 0 ? retried / ended : null,
    p95Ms: visitPercentiles?.p95 ?? null,
  } satisfies HotspotComparison;
}
