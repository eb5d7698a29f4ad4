import { type EpochMs, elapsedMs, epochMs } from '@/lib/base/units';
import type { TimelineAttempt, TimelineFailure, TimelineVisit } from '@/lib/contract/timeline';
import type { Attempt, Failure, MapWork, Visit, Work } from '@/lib/domain/timeline/timeline';

/** A time of our API, which is always ISO 8601 in UTC, as a number. */
export function timeOf(date: string): EpochMs {
  return epochMs(Date.parse(date));
}

function timeOrNull(date: string | null): EpochMs | null {
  return date === null ? null : timeOf(date);
}

/** A visit as the domain has it, from the form in which the API sends it: times become numbers, the rest is the same. */
export function toVisit(visit: TimelineVisit): Visit {
  return {
    id: visit.id,
    state: visit.state,
    stateType: visit.stateType,
    parent: visit.parent,
    parentAttempt: visit.parentAttempt,
    iteration: visit.iteration,
    branch: visit.branch,
    depth: visit.depth,
    enteredAtMs: timeOf(visit.enteredDate),
    exit: visit.exit,
    endedAtMs: timeOrNull(visit.endedDate),
    attempts: visit.attempts.map(toAttempt),
    outcome: visit.outcome,
    failure: toFailure(visit.failure),
    failures: visit.failures.flatMap((failure) => toFailure(failure) ?? []),
    map: toMapWork(visit.map),
  };
}

function toAttempt(attempt: TimelineAttempt): Attempt {
  const { id, kind, run, outcome, hasFailed, workerName } = attempt;
  return {
    id,
    kind,
    run,
    work: toWork(attempt.work),
    scheduledAtMs: timeOf(attempt.scheduledDate),
    startedAtMs: timeOrNull(attempt.startedDate),
    endedAtMs: timeOrNull(attempt.endedDate),
    outcome,
    hasFailed,
    failure: toFailure(attempt.failure),
    backoffMs: attempt.backoffMs === null ? null : elapsedMs(epochMs(0), epochMs(attempt.backoffMs)),
    workerName,
  };
}

function toWork({ kind, service, resource, timeoutSeconds, heartbeatSeconds }: TimelineAttempt['work']): Work {
  if (kind === 'map' || kind === 'parallel') return { kind };
  return { kind, service: service ?? '', resource: resource ?? '', timeoutSeconds, heartbeatSeconds };
}

function toFailure(failure: TimelineFailure | null): Failure | null {
  if (failure === null) return null;
  return { eventId: failure.eventId, error: failure.error, cause: failure.cause, atMs: timeOf(failure.date) };
}

function toMapWork(map: TimelineVisit['map']): MapWork | null {
  if (map === null) return null;
  return {
    lengths: map.lengths,
    iterations: map.iterations.map(({ eventId, index, attempt, startedDate, endedDate, outcome }) => ({
      eventId,
      index,
      attempt,
      startedAtMs: timeOf(startedDate),
      endedAtMs: timeOrNull(endedDate),
      outcome,
    })),
    counts: map.counts,
    mapRunArns: map.mapRunArns,
  };
}
