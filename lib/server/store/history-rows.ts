import 'server-only';
import { elapsedMs } from '@/lib/base/units';
import type { StateType } from '@/lib/domain/history/event-types';
import { awaitsAnswer } from '@/lib/domain/timeline/fold';
import type { Attempt, Timeline, Visit, VisitOutcome } from '@/lib/domain/timeline/timeline';
import type { FailureKind } from './codes';
import { toDurationBucket } from './duration-bucket';

/** A visit in the columns that figures need; everything else can be folded again from the event block. */
export type VisitRow = {
  readonly outcome: VisitOutcome;
  readonly isConsequence: boolean;
  readonly isFatal: boolean;
  readonly isRecovered: boolean;
  readonly enteredAtMs: number;
  readonly endedAtMs: number | null;
  /** Of entry to exit; null for a visit that never exited. */
  readonly bucket: number | null;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly retries: number;
  readonly redrivenAttempts: number;
  readonly lostMs: number;
};

export type AttemptRow = {
  readonly attempt: number;
  readonly outcome: Attempt['outcome'];
  readonly scheduledAtMs: number;
  readonly endedAtMs: number | null;
  /** Null while it runs. */
  readonly bucket: number | null;
};

export type FailureRow = {
  readonly kind: FailureKind;
  readonly isConsequence: boolean;
  readonly endedAtMs: number | null;
  readonly error: string | null;
};

export type WaitRow = {
  readonly event: number;
  readonly attempt: number;
  readonly resource: string;
  readonly sinceMs: number;
  readonly startedAtMs: number | null;
  /** Null for a wait that is open. */
  readonly endedAtMs: number | null;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
};

/** One visit with all rows that it gives, and the state they belong to. */
export type VisitRows = {
  readonly state: string;
  readonly stateType: StateType;
  readonly visit: number;
  readonly row: VisitRow;
  readonly attempts: readonly AttemptRow[];
  readonly failure: FailureRow | null;
  readonly waits: readonly WaitRow[];
};

/** Turns what one history folded into into rows, in the order of the visits. Pure. */
export function toHistoryRows(timeline: Timeline): readonly VisitRows[] {
  const failedInside = enclosingVisitsOfFailures(timeline.visits);
  const rootVisit = timeline.fatalVisits.at(-1) ?? null;
  const openWaits = new Set(timeline.waits.map((wait) => wait.eventId));
  return timeline.visits.map((visit) => {
    const isConsequence = visit.outcome === 'failed' && failedInside.has(visit.id);
    return {
      state: visit.state,
      stateType: visit.stateType,
      visit: visit.id,
      row: toVisitRow(visit, isConsequence, visit.id === rootVisit),
      attempts: visit.attempts.map(toAttemptRow),
      failure: toFailureRow(visit, isConsequence),
      waits: visit.attempts.flatMap(
        (attempt, at) => toWaitRow(visit, attempt, at + 1, openWaits.has(attempt.id)) ?? [],
      ),
    };
  });
}

/** Map and Parallel visits in which something failed: where they failed too, that is why (design §1, consequences). */
function enclosingVisitsOfFailures(visits: readonly Visit[]): ReadonlySet<number> {
  const enclosing = new Set<number>();
  for (const { outcome, parent } of visits) if (outcome === 'failed' && parent !== null) enclosing.add(parent);
  return enclosing;
}

function toVisitRow(visit: Visit, isConsequence: boolean, isFatal: boolean): VisitRow {
  const { attempts, exit, endedAtMs, enteredAtMs } = visit;
  return {
    outcome: visit.outcome,
    isConsequence,
    isFatal,
    isRecovered: isRecovered(visit),
    enteredAtMs,
    endedAtMs,
    bucket: exit === null || endedAtMs === null ? null : toDurationBucket(elapsedMs(enteredAtMs, endedAtMs)),
    attempts: attempts.length,
    failedAttempts: attempts.filter((attempt) => attempt.hasFailed).length,
    retries: attempts.filter((attempt) => attempt.kind === 'retry').length,
    redrivenAttempts: attempts.filter((attempt) => attempt.kind === 'redriven').length,
    lostMs: attempts.reduce((lost, attempt) => lost + lostMs(attempt), 0),
  };
}

function isRecovered(visit: Visit): boolean {
  return visit.outcome === 'succeeded' && visit.attempts.some((attempt) => attempt.hasFailed);
}

/** Backoff before it, and all of its own time where it failed for good. */
function lostMs(attempt: Attempt): number {
  const own = attempt.outcome === 'failed' && attempt.endedAtMs !== null;
  return (attempt.backoffMs ?? 0) + (own ? elapsedMs(attempt.scheduledAtMs, attempt.endedAtMs) : 0);
}

function toAttemptRow(attempt: Attempt): AttemptRow {
  const { endedAtMs, scheduledAtMs } = attempt;
  return {
    attempt: attempt.id,
    outcome: attempt.outcome,
    scheduledAtMs,
    endedAtMs,
    bucket: endedAtMs === null ? null : toDurationBucket(elapsedMs(scheduledAtMs, endedAtMs)),
  };
}

function toFailureRow(visit: Visit, isConsequence: boolean): FailureRow | null {
  const kind = isRecovered(visit) ? 'recovered' : visit.outcome;
  if (kind !== 'recovered' && kind !== 'failed' && kind !== 'caught') return null;
  // What Retry mended stands among all failures only; the newest one is what it was mended from.
  const failure = visit.failure ?? visit.failures.at(-1) ?? null;
  return {
    kind,
    isConsequence,
    endedAtMs: visit.endedAtMs,
    error: failure?.error ?? null,
  };
}

function toWaitRow(visit: Visit, attempt: Attempt, position: number, isOpen: boolean): WaitRow | null {
  if (!awaitsAnswer(attempt.work)) return null;
  return {
    event: attempt.id,
    attempt: position,
    resource: attempt.work.resource,
    sinceMs: attempt.scheduledAtMs,
    startedAtMs: attempt.startedAtMs,
    // Where the end of an attempt was never told, its visit's end is the latest it can have been.
    endedAtMs: isOpen ? null : (attempt.endedAtMs ?? visit.endedAtMs ?? attempt.scheduledAtMs),
    timeoutSeconds: attempt.work.timeoutSeconds,
    heartbeatSeconds: attempt.work.heartbeatSeconds,
  };
}
