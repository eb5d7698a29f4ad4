import type { StateDefinition } from '@/lib/domain/definition/definition';
import { catchEntriesOf, type RetryEntry, retryEntriesOf } from '@/lib/domain/definition/failure-entries';
import type { Attempt, Visit } from '@/lib/domain/timeline/timeline';
import { canBeHandled, type MatchableError, takesError } from './error-match';
import { type PlannedBackoff, plannedBackoff } from './planned-backoff';

/** An entry of Retry or Catch by its number in the definition, counted from 1, and the errors it names. */
export type EntryName = { readonly number: number; readonly errorEquals: readonly string[] };

/** What Retry did about one failed attempt, and why. */
export type RetryVerdict =
  /** Tried again. `retry` of `allowed`: which retry by this entry, within one run of the execution. */
  | {
      readonly kind: 'retried';
      readonly entry: EntryName;
      readonly retry: number;
      readonly allowed: number;
      readonly planned: PlannedBackoff;
    }
  /** Tried again although no entry takes the error: the definition at hand is not the one that ran. */
  | { readonly kind: 'retried-unexplained' }
  /** An entry takes the error and has retries left: the next attempt is due, or something else ended the visit first. */
  | {
      readonly kind: 'due';
      readonly entry: EntryName;
      readonly retry: number;
      readonly allowed: number;
      readonly planned: PlannedBackoff;
    }
  | { readonly kind: 'cut-short'; readonly entry: EntryName; readonly retry: number; readonly allowed: number }
  | { readonly kind: 'used-up'; readonly entry: EntryName; readonly allowed: number }
  | { readonly kind: 'not-matched' }
  | { readonly kind: 'no-retry' }
  /** Retry and Catch never take this error. */
  | { readonly kind: 'not-retriable' };

/** What Catch did about the failure that was left. */
export type CatchVerdict =
  | { readonly kind: 'caught'; readonly entry: EntryName; readonly next: string | null }
  | { readonly kind: 'caught-unexplained' }
  | { readonly kind: 'cut-short' }
  | { readonly kind: 'not-matched' }
  | { readonly kind: 'no-catch' }
  | { readonly kind: 'not-catchable' };

/** Why a visit's failures were or were not handled as its definition says. */
export type Handling = {
  /** For each attempt, at its place; null for one that did not fail. */
  readonly retries: readonly (RetryVerdict | null)[];
  /** Null where the visit did not fail in the end. */
  readonly caught: CatchVerdict | null;
};

/** Only these may have Retry and Catch. */
const HANDLING_TYPES: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);

/** True for a state whose definition can say what to do about a failure. */
export function canHandleFailures(stateType: string): boolean {
  return HANDLING_TYPES.has(stateType);
}

/**
 * Follows a visit's attempts through the Retry and Catch of its state. What happened stands in the visit; this tells by
 * which entry, or why by none. Each entry counts for itself, and from anew after a redrive (aws-facts §2.6).
 */
export function explainHandling(visit: Visit, state: StateDefinition): Handling {
  const entries = retryEntriesOf(state);
  const used = entries.map(() => 0);
  let run = 0;
  const retries = visit.attempts.map((attempt, at): RetryVerdict | null => {
    const next = visit.attempts[at + 1];
    const isRetried = next !== undefined && next.kind === 'retry';
    // A redriven Map or Parallel goes on in the attempt it had, so its retry may belong to a later run than it began in.
    const failedIn = isRetried ? next.run : attempt.run;
    if (failedIn !== run) used.fill(0);
    run = failedIn;
    if (!attempt.hasFailed) return null;
    return explainRetry(visit, toMatchable(attempt), entries, used, isRetried);
  });
  return { retries, caught: explainCatch(visit, state) };
}

function explainRetry(
  visit: Visit,
  error: MatchableError,
  entries: readonly RetryEntry[],
  used: number[],
  isRetried: boolean,
): RetryVerdict {
  const index = entries.findIndex(({ errorEquals }) => takesError(errorEquals, error));
  const entry = entries[index];
  if (entry === undefined) {
    if (isRetried) return { kind: 'retried-unexplained' };
    if (!canBeHandled(error)) return { kind: 'not-retriable' };
    return { kind: entries.length === 0 ? 'no-retry' : 'not-matched' };
  }
  const name = { number: index + 1, errorEquals: entry.errorEquals };
  const allowed = entry.maxAttempts;
  const retry = (used[index] ?? 0) + 1;
  if (isRetried) {
    used[index] = retry;
    if (retry > allowed) return { kind: 'retried-unexplained' };
    return { kind: 'retried', entry: name, retry, allowed, planned: plannedBackoff(entry, retry) };
  }
  if (retry > allowed) return { kind: 'used-up', entry: name, allowed };
  const isOpen = visit.outcome === 'running' || visit.outcome === 'waiting';
  return isOpen
    ? { kind: 'due', entry: name, retry, allowed, planned: plannedBackoff(entry, retry) }
    : { kind: 'cut-short', entry: name, retry, allowed };
}

function explainCatch(visit: Visit, state: StateDefinition): CatchVerdict | null {
  if (visit.failure === null || (visit.outcome !== 'failed' && visit.outcome !== 'caught')) return null;
  // A visit can fail without an attempt of its own: in an expression, or after its work succeeded.
  const last = visit.attempts.findLast(({ failure }) => failure?.eventId === visit.failure?.eventId);
  const error = last === undefined ? { error: visit.failure.error, missedHeartbeat: false } : toMatchable(last);
  const entries = catchEntriesOf(state);
  const index = entries.findIndex(({ errorEquals }) => takesError(errorEquals, error));
  const entry = entries[index];
  if (visit.outcome === 'caught') {
    return entry === undefined
      ? { kind: 'caught-unexplained' }
      : { kind: 'caught', entry: { number: index + 1, errorEquals: entry.errorEquals }, next: entry.next };
  }
  if (!canBeHandled(error)) return { kind: 'not-catchable' };
  if (entry !== undefined) return { kind: 'cut-short' };
  return { kind: entries.length === 0 ? 'no-catch' : 'not-matched' };
}

function toMatchable({ failure, work, scheduledAtMs, startedAtMs, endedAtMs }: Attempt): MatchableError {
  const error = failure?.error ?? null;
  const hasHeartbeat = 'heartbeatSeconds' in work && work.heartbeatSeconds !== null;
  if (error !== 'States.Timeout' || !hasHeartbeat) return { error, missedHeartbeat: false };
  // Both limits end in the same error; one that came before the time-out was the heartbeat's (aws-facts §3).
  const lastedMs = endedAtMs === null ? 0 : endedAtMs - (startedAtMs ?? scheduledAtMs);
  return { error, missedHeartbeat: work.timeoutSeconds === null || lastedMs < work.timeoutSeconds * 1_000 };
}
