import { textOf } from '@/lib/base/json';
import type { StateType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import {
  addLive,
  closestNamed,
  dropInside,
  endAttempt,
  endUnseen,
  type FoldState,
  latestOf,
  noteFailure,
  type OpenVisit,
  onlyLive,
  removeLive,
  type Scope,
  visitBefore,
} from './fold-state';
import type { Failure } from './timeline';

/** The failure an event tells of; error and cause are both optional in every failure event of the API. */
export function failureOf(event: HistoryEvent): Failure {
  return {
    eventId: event.id,
    error: textOf(event.details, 'error') ?? null,
    cause: textOf(event.details, 'cause') ?? null,
    atMs: event.atMs,
  };
}

function scopeAfter(fold: FoldState, previousEventId: number): Scope {
  const inner = fold.innerOf[previousEventId];
  const visit = fold.visitOf[previousEventId];
  if (inner === 'branch' && visit != null) {
    visit.branches += 1;
    const attempt = visit.attempts.length - 1;
    return { container: visit, attempt, branch: visit.branches - 1, iteration: null, live: [] };
  }
  if (inner != null && inner !== 'branch') return inner;
  return visit?.scope ?? fold.root;
}

/** Its error stands in the definition; from the events alone only the end of the execution tells it. */
function failureInState(fold: FoldState, visit: OpenVisit, event: HistoryEvent): Failure {
  const named = fold.failStates.get(visit.state);
  return { eventId: event.id, error: named?.error ?? null, cause: named?.cause ?? null, atMs: event.atMs };
}

/**
 * One state of a scope runs at a time, so where the line before an entry is missing, it was the exit of whatever still
 * seems to run there. With a Map or Parallel open the scope itself is not known, and nothing is concluded.
 */
function exitUnseen(fold: FoldState, scope: Scope, event: HistoryEvent): void {
  if (event.previousEventId === 0 || fold.eventOf[event.previousEventId] !== undefined) return;
  if (fold.liveContainers.size > 0) return;
  for (const visit of [...scope.live]) endUnseen(fold, visit, event.atMs);
}

/** A `*StateEntered` event opens a visit in the scope that its predecessor left. */
export function enterState(fold: FoldState, event: HistoryEvent, stateType: StateType): OpenVisit {
  const scope = scopeAfter(fold, event.previousEventId);
  exitUnseen(fold, scope, event);
  const visit: OpenVisit = {
    id: event.id,
    at: fold.visits.length,
    previousEventId: event.previousEventId,
    state: textOf(event.details, 'name') ?? '(unnamed)',
    stateType,
    scope,
    depth: scope.container === null ? 0 : scope.container.depth + 1,
    enteredAtMs: event.atMs,
    run: fold.run,
    exit: null,
    endedAtMs: null,
    attempts: [],
    outcome: null,
    failure: null,
    failures: [],
    branches: 0,
    inside: stateType === 'Map' || stateType === 'Parallel' ? new Set() : null,
    map:
      stateType === 'Map'
        ? {
            lengths: [],
            iterations: [],
            current: new Map(),
            counts: { started: 0, succeeded: 0, failed: 0, aborted: 0 },
            mapRunArns: [],
          }
        : null,
    isChanged: false,
  };
  fold.visits.push(visit);
  addLive(fold, visit);
  // A Fail state has no event of its own for the failure: to enter it is to fail.
  if (stateType === 'Fail') noteFailure(visit, failureInState(fold, visit, event));
  return visit;
}

/**
 * A `*StateExited` event closes the visit of that name. Its predecessor may be the last event of any branch or
 * iteration inside (aws-facts §9.9), and state names are unique in a definition (§9.10), so the visit is the nearest
 * one of that name around the predecessor.
 */
export function exitState(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const name = textOf(event.details, 'name');
  const visitOfBefore = visitBefore(fold, event);
  const visit =
    closestNamed(visitOfBefore, name) ??
    // Where the chain is cut: the only open one of the name, entered no later than what the exit hangs on.
    onlyLive(fold, (live) => live.state === name && live.exit === null && live.id <= event.previousEventId);
  if (visit === null) return null;
  const before = fold.eventOf[event.previousEventId];
  // An exit that hangs on a failure whose own chain is cut: the failure was this visit's.
  if (visitOfBefore === null && before?.type.match(/(Failed|TimedOut)$/)) noteFailure(visit, failureOf(before));
  visit.exit = event.id;
  visit.endedAtMs = event.atMs;
  visit.outcome = visit.failure === null ? 'succeeded' : 'caught';
  // Only where the event that ended the attempt is missing does one still run here.
  endAttempt(visit, visit.failure === null ? 'succeeded' : 'failed', event.atMs, visit.failure);
  dropInside(fold, visit, event.atMs);
  removeLive(fold, visit);
  return visit;
}

const ENTERED_AT = /\(entered at the event id #(\d+)\)/;

/** The entry event that AWS names in the cause of a runtime or evaluation error; null where it names none. */
export function entryNamedIn(cause: string | null): number | null {
  const match = cause === null ? null : ENTERED_AT.exec(cause);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** The live visits of the scope that follows an event: where a state that was entered from it runs. */
function liveAfter(fold: FoldState, previousEventId: number): Iterable<OpenVisit> {
  const inner = fold.innerOf[previousEventId];
  const visit = fold.visitOf[previousEventId];
  if (inner === 'branch') return visit?.inside ?? [];
  return (inner ?? visit?.scope ?? fold.root).live;
}

/**
 * `EvaluationFailed` names its state. For Pass, Map and most fields it is a sibling of the entry, not below it
 * (aws-facts §2.4), so its chain alone does not tell the visit.
 */
export function failEvaluation(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const state = textOf(event.details, 'state');
  const failure = failureOf(event);
  const isIt = (visit: OpenVisit) => visit.state === state && visit.exit === null;
  const named = entryNamedIn(failure.cause);
  const visit =
    latestOf(
      liveAfter(fold, event.previousEventId),
      (live) => isIt(live) && live.previousEventId === event.previousEventId,
    ) ??
    closestNamed(visitBefore(fold, event), state) ??
    latestOf(fold.live, (live) => isIt(live) && live.id === named) ??
    latestOf(fold.live, isIt);
  if (visit !== null) noteFailure(visit, failure);
  return visit;
}
