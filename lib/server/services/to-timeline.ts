import 'server-only';
import type { TimelineAttempt, TimelineFailure, TimelineVisit } from '@/lib/contract/timeline';
import { classifyError } from '@/lib/domain/error-class';
import type { Attempt, Failure, MapWork, Visit, Wait, Work } from '@/lib/domain/timeline/timeline';
import { toDate, toDateOrNull } from './time-window';

/** A cause in a timeline; the whole text is the payload of its event. */
const LONGEST_CAUSE = 512;

/** One visit as it leaves the server: each member named, so that nothing passes by accident (security T5). */
export function toTimelineVisit(visit: Visit): TimelineVisit {
  return {
    id: visit.id,
    state: visit.state,
    stateType: visit.stateType,
    parent: visit.parent,
    parentAttempt: visit.parentAttempt,
    iteration: visit.iteration,
    branch: visit.branch,
    depth: visit.depth,
    enteredDate: toDate(visit.enteredAtMs),
    endedDate: toDateOrNull(visit.endedAtMs),
    exit: visit.exit,
    outcome: visit.outcome,
    attempts: visit.attempts.map(toTimelineAttempt),
    failure: toFailureOrNull(visit.failure),
    failures: visit.failures.map(toTimelineFailure),
    map: visit.map === null ? null : toTimelineMap(visit.map),
  };
}

function toTimelineAttempt(attempt: Attempt): TimelineAttempt {
  return {
    id: attempt.id,
    kind: attempt.kind,
    run: attempt.run,
    work: toTimelineWork(attempt.work),
    scheduledDate: toDate(attempt.scheduledAtMs),
    startedDate: toDateOrNull(attempt.startedAtMs),
    endedDate: toDateOrNull(attempt.endedAtMs),
    outcome: attempt.outcome,
    hasFailed: attempt.hasFailed,
    failure: toFailureOrNull(attempt.failure),
    backoffMs: attempt.backoffMs,
    workerName: attempt.workerName,
  };
}

function toTimelineWork(work: Work): TimelineAttempt['work'] {
  if (!('service' in work)) {
    return { kind: work.kind, service: null, resource: null, timeoutSeconds: null, heartbeatSeconds: null };
  }
  const { kind, service, resource, timeoutSeconds, heartbeatSeconds } = work;
  return { kind, service, resource, timeoutSeconds, heartbeatSeconds };
}

function toFailureOrNull(failure: Failure | null): TimelineFailure | null {
  return failure === null ? null : toTimelineFailure(failure);
}

function toTimelineFailure({ eventId, error, cause, atMs }: Failure): TimelineFailure {
  return {
    eventId,
    date: toDate(atMs),
    error,
    errorClass: classifyError(error),
    cause: cause === null ? null : cause.slice(0, LONGEST_CAUSE),
    isCauseCut: (cause?.length ?? 0) > LONGEST_CAUSE,
  };
}

function toTimelineMap({ lengths, iterations, counts, mapRunArns }: MapWork): NonNullable<TimelineVisit['map']> {
  return {
    lengths,
    iterations: iterations.map(({ eventId, index, attempt, startedAtMs, endedAtMs, outcome }) => ({
      eventId,
      index,
      attempt,
      startedDate: toDate(startedAtMs),
      endedDate: toDateOrNull(endedAtMs),
      outcome,
    })),
    counts: { started: counts.started, succeeded: counts.succeeded, failed: counts.failed, aborted: counts.aborted },
    mapRunArns,
  };
}

export function toTimelineWait({ sinceMs, eventId, visit, state, resource, timeoutSeconds, heartbeatSeconds }: Wait) {
  return { eventId, visit, state, resource, timeoutSeconds, heartbeatSeconds, since: toDate(sinceMs) };
}
