import { countOf } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { changeIteration } from './fold-containers';
import {
  endAttempt,
  endUnexited,
  endUnseen,
  type FoldState,
  lastAttempt,
  markChanged,
  noteFailure,
  type OpenVisit,
  onlyLive,
  type RunEnd,
} from './fold-state';
import { entryNamedIn, failureOf } from './fold-visits';

// Events that only pass a failure on: the one they point at is nearer to its origin.
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'MapStateFailed',
  'ParallelStateFailed',
  'MapIterationFailed',
  'MapIterationAborted',
  'MapStateAborted',
  'ParallelStateAborted',
  'TaskStateAborted',
  'WaitStateAborted',
]);

/** Each redrive is an event, and a Standard execution has 25,000 at most (aws-facts §1.4): a higher count is no count. */
const MOST_REDRIVES = 25_000;

const ORIGINS: ReadonlySet<string> = new Set([
  'TaskFailed',
  'TaskTimedOut',
  'TaskStartFailed',
  'TaskSubmitFailed',
  'ActivityFailed',
  'ActivityTimedOut',
  'ActivityScheduleFailed',
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
  'MapRunFailed',
  'EvaluationFailed',
  'FailStateEntered',
]);

type Origin = { readonly eventId: number; readonly visit: OpenVisit | null; readonly kind: 'failure' | 'runtime' };

/** From `ExecutionFailed` back along the chain to the innermost event that failed. */
function findOrigin(fold: FoldState, event: HistoryEvent): Origin | null {
  let before = fold.eventOf[event.previousEventId];
  while (before !== undefined && CONSEQUENCES.has(before.type)) before = fold.eventOf[before.previousEventId];
  const visitOfBefore = (before === undefined ? null : fold.visitOf[before.id]) ?? null;
  if (before !== undefined && ORIGINS.has(before.type)) {
    return { eventId: before.id, visit: visitOfBefore, kind: 'failure' };
  }
  if (before?.type === 'ExecutionRedriven') {
    // A redriven Fail state is not entered again: the execution fails straight from the redrive (aws-facts §2.6).
    const failState = onlyLive(fold, (visit) => visit.stateType === 'Fail');
    if (failState !== null) return { eventId: failState.id, visit: failState, kind: 'failure' };
  }
  // States.Runtime has no failure event: its cause names the entry, else the chain leads to the state.
  const named = entryNamedIn(failureOf(event).cause);
  const visit = (named === null ? null : fold.visitOf[named]) ?? visitOfBefore;
  return visit === null ? null : { eventId: visit.id, visit, kind: 'runtime' };
}

function ancestry(visit: OpenVisit | null): OpenVisit[] {
  const path: OpenVisit[] = [];
  for (let around = visit; around !== null; around = around.scope.container) path.unshift(around);
  return path;
}

/** Writes the execution's failure onto the visits that carried it out, where no event of theirs told it. */
function failFatalVisits(fold: FoldState, origin: Origin, path: readonly OpenVisit[], event: HistoryEvent): void {
  const failure = failureOf(event);
  const told = { ...failure, eventId: origin.eventId };
  for (const visit of path) {
    // What has exited did not fail the execution, whatever its cause names, and was told for good.
    if (visit.exit !== null) continue;
    markChanged(fold, visit);
    const isOrigin = visit === origin.visit;
    if (visit.failure === null) noteFailure(visit, { ...told, atMs: event.atMs });
    else if (visit.failure.error === null && visit.failure.cause === null) {
      // A Fail state, or a Map or Parallel that failed because of one: only the end tells error and cause.
      visit.failures.pop();
      noteFailure(visit, { ...visit.failure, error: failure.error, cause: failure.cause });
      const attempt = lastAttempt(visit);
      if (attempt?.failure != null) attempt.failure = visit.failure;
    }
    // An attempt under way failed with its visit; it was only cut off where AWS does not say that this state failed.
    if (!isOrigin || entryNamedIn(failure.cause) !== null || visit.stateType !== 'Task') {
      endAttempt(visit, 'failed', event.atMs, visit.failure);
    }
  }
}

/** `ExecutionSucceeded`, `…Failed`, `…Aborted`, `…TimedOut`: no open state gets an event of its own (aws-facts §2.4). */
export function endRun(fold: FoldState, event: HistoryEvent, status: RunEnd['status']): null {
  const origin = status === 'FAILED' ? findOrigin(fold, event) : null;
  const path = ancestry(origin?.visit ?? null);
  if (origin !== null) failFatalVisits(fold, origin, path, event);
  for (const visit of fold.live) {
    if (visit.outcome !== null) continue;
    endRunningIterations(visit, path, event);
    // Nothing is open when an execution succeeds: the exit is only missing from the lines given.
    if (status === 'SUCCEEDED') endUnseen(fold, visit, event.atMs);
    else endUnexited(fold, visit, event.atMs);
  }
  fold.end = { event, status, rootCause: origin?.eventId ?? null, fatal: path };
  return null;
}

/** The iteration on the way to the failed state failed with it; the others were ended from outside. */
function endRunningIterations({ map }: OpenVisit, path: readonly OpenVisit[], event: HistoryEvent): void {
  if (map === null) return;
  for (const { at, scope } of map.current.values()) {
    if (map.iterations[at]?.outcome !== 'running') continue;
    const isAround = path.some((visit) => visit.scope === scope);
    changeIteration(map, at, isAround ? 'failed' : 'aborted', event.atMs);
  }
}

/**
 * `ExecutionRedriven`: every visit that never exited goes on from where it stood; what succeeded is left alone. Map
 * and Parallel take their attempt up again without a marker, tasks are scheduled anew.
 */
export function redriveRun(fold: FoldState, event: HistoryEvent): null {
  const told = countOf(event.details, 'redriveCount') ?? 0;
  fold.run = Math.max(fold.run + 1, told <= MOST_REDRIVES ? told : 0);
  fold.redrives.push({ eventId: event.id, atMs: event.atMs });
  fold.end = null;
  for (const visit of fold.live) {
    markChanged(fold, visit);
    visit.outcome = null;
    visit.endedAtMs = null;
    visit.failure = visit.stateType === 'Fail' ? visit.failure : null;
    const attempt = lastAttempt(visit);
    if (visit.stateType === 'Task' || attempt === null) continue;
    visit.run = fold.run;
    attempt.outcome = 'running';
    attempt.endedAtMs = null;
    if (visit.map === null) continue;
    for (const { at } of visit.map.current.values()) {
      if (visit.map.iterations[at]?.outcome !== 'succeeded') changeIteration(visit.map, at, 'running', null);
    }
  }
  return null;
}

/** The run's first event. Lines of logs may lack it: then the start is not known. */
export function startRun(fold: FoldState, event: HistoryEvent): null {
  fold.startedAtMs ??= event.atMs;
  return null;
}
