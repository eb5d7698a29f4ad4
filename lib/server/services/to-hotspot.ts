import 'server-only';
import type { Coverage } from '@/lib/contract/coverage';
import type { HotspotComparison, HotspotRow, StateHotspot } from '@/lib/contract/hotspots';
import { classifyError } from '@/lib/domain/error-class';
import type { ComparedState, HistoryShare, StateFigures, VisitRates } from '@/lib/server/ports/index-figures';
import { toDateOrNull } from './time-window';

/** What the figures of a state stand on. */
type Basis = { readonly knowsSuccesses: boolean; readonly isComparable: boolean; readonly isScaled: boolean };

/** `executionMs`: summed over the executions of the window that ended. */
type MachineBasis = Basis & { readonly executionMs: number };

type Rates = Omit<VisitRates, 'histories'>;
type Counted = Pick<ComparedState, 'state' | 'stateType' | 'errors'> & {
  readonly figures: Rates;
  readonly before: Rates | null;
};

/** Whether a rate can be told: without successes every visit that is known failed. */
export function knowsSuccesses({ kind }: Coverage, { succeeded, succeededRead }: HistoryShare): boolean {
  return kind !== 'failures' && kind !== 'none' && (succeeded === 0 || succeededRead > 0);
}

/** Whether succeeded visits are missing, or stand for others that were not read: what counts them is shown with ≈. */
export function isScaled({ succeeded, succeededRead }: HistoryShare): boolean {
  return succeededRead < succeeded;
}

/** Whether the window before was read, so that a change against it is one. */
export function isComparable(before: Coverage, histories: HistoryShare): boolean {
  return before.kind === 'all' || (before.kind === 'estimated' && histories.succeededRead > 0);
}

/** What every list of states tells of one. */
export function toRow({ state, stateType, figures, before, errors }: Counted, basis: Basis): HotspotRow {
  return {
    state,
    stateType,
    ...toComparison(figures, basis.knowsSuccesses),
    failed: figures.failed,
    caught: figures.caught,
    retried: figures.retried,
    p50Ms: figures.visitPercentiles?.p50 ?? null,
    p99Ms: figures.visitPercentiles?.p99 ?? null,
    errors: errors.map(({ error, count }) => ({ error, errorClass: classifyError(error), count })),
    isScaled: basis.isScaled,
    before: before === null || !basis.isComparable ? null : toComparison(before, true),
  };
}

/** One state of a machine in full. */
export function toHotspot(state: StateFigures, { executionMs, ...basis }: MachineBasis): StateHotspot {
  const { figures, running, waiting } = state;
  return {
    ...toRow(state, basis),
    succeeded: figures.succeeded,
    consequences: figures.consequences,
    aborted: figures.aborted,
    fatal: figures.fatal,
    recovered: figures.recovered,
    attempts: figures.attempts,
    failedAttempts: figures.failedAttempts,
    retries: figures.retries,
    redrivenAttempts: figures.redrivenAttempts,
    lostMs: figures.lostMs,
    timeShare: executionMs === 0 ? null : figures.visitMs / executionMs,
    firstFailureDate: toDateOrNull(figures.firstFailureAtMs),
    lastFailureDate: toDateOrNull(figures.lastFailureAtMs),
    running,
    waiting,
  };
}

/** A part of the visits that ended; null where none did. */
export function rateOf(part: number, ended: number): number | null {
  return ended > 0 ? part / ended : null;
}

function toComparison({ ended, failed, caught, retried, visitPercentiles }: Rates, isRate: boolean): HotspotComparison {
  return {
    visits: ended,
    failureRate: isRate ? rateOf(failed + caught, ended) : null,
    retryRate: isRate ? rateOf(retried, ended) : null,
    p95Ms: visitPercentiles?.p95 ?? null,
  };
}
