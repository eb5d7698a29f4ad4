import { textOf } from '@/lib/base/json';
import type { StateType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import {
  addLive,
  closestVisit,
  dropInside,
  endAttempt,
  endUnseen,
  type FoldState,
  latestLive,
  noteFailure,
  type OpenVisit,
  ROOT_SCOPE,
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
  const place = fold.places.get(previousEventId);
  if (place === undefined) return ROOT_SCOPE;
  if (place.inner === 'branch' && place.visit !== null) {
    const container = place.visit;
    container.branches += 1;
    return { container, attempt: container.attempts.length - 1, branch: container.branches - 1, iteration: null };
  }
  if (place.inner !== null && place.inner !== 'branch') return place.inner;
  return place.visit?.scope ?? ROOT_SCOPE;
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
  if (event.previousEventId === 0 || fold.places.has(event.previousEventId)) return;
  if (onlyContainersClosed(fold)) {
    for (const visit of fold.live) if (visit.scope === scope) endUnseen(fold, visit, event.atMs);
  }
}

function onlyContainersClosed(fold: FoldState): boolean {
  return latestLive(fold, (visit) => visit.stateType === 'Map' || visit.stateType === 'Parallel') === null;
}

/** A `*StateEntered` event opens a visit in the scope that its predecessor left. */
export function enterState(fold: FoldState, event: HistoryEvent, stateType: StateType): OpenVisit {
  const scope = scopeAfter(fold, event.previousEventId);
  exitUnseen(fold, scope, event);
  const visit: OpenVisit = {
    id: event.id,
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
    liveInside: 0,
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
  const isIt = (visit: OpenVisit) => visit.state === name && visit.exit === null;
  const visit = closestVisit(visitBefore(fold, event), isIt) ?? latestLive(fold, isIt);
  if (visit === null) return null;
  const before = fold.places.get(event.previousEventId);
  // An exit that hangs on a failure whose own chain is cut: the failure was this visit's.
  if (before?.visit === null && before.event.type.match(/(Failed|TimedOut)$/))
    noteFailure(visit, failureOf(before.event));
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
    latestLive(fold, (live) => isIt(live) && live.previousEventId === event.previousEventId) ??
    closestVisit(visitBefore(fold, event), isIt) ??
    latestLive(fold, (live) => isIt(live) && live.id === named) ??
    latestLive(fold, isIt);
  if (visit !== null) noteFailure(visit, failure);
  return visit;
}
