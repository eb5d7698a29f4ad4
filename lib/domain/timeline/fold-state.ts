import type { DurationMs, EpochMs } from '@/lib/base/units';
import type { StateType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Attempt, Failure, MapIteration, Redrive, VisitOutcome, Work } from './timeline';

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

export type OpenAttempt = Mutable<Attempt>;
export type OpenIteration = Mutable<MapIteration>;

/** Where a state runs: at the top, in one branch of a Parallel, or in one iteration of a Map. */
export type Scope = {
  readonly container: OpenVisit | null;
  /** Position of the container's attempt. */
  readonly attempt: number | null;
  readonly branch: number | null;
  readonly iteration: OpenIteration | null;
};

export type OpenMap = {
  readonly lengths: number[];
  readonly iterations: OpenIteration[];
  /** The iterations of the current attempt, by index. */
  readonly current: Map<number, OpenIteration>;
  readonly counts: { started: number; succeeded: number; failed: number; aborted: number };
  readonly mapRunArns: string[];
};

/** A visit while it is being folded. */
export type OpenVisit = {
  readonly id: number;
  readonly previousEventId: number;
  readonly state: string;
  readonly stateType: StateType;
  readonly scope: Scope;
  readonly depth: number;
  readonly enteredAtMs: EpochMs;
  /** The run in which it was entered. */
  readonly run: number;
  exit: number | null;
  endedAtMs: EpochMs | null;
  readonly attempts: OpenAttempt[];
  /** Set when it exits or when what ended it is known; null while it runs. */
  outcome: VisitOutcome | null;
  failure: Failure | null;
  readonly failures: Failure[];
  branches: number;
  /** How many visits directly inside are live, so that an ordinary exit need not look for them. */
  liveInside: number;
  readonly map: OpenMap | null;
};

/** Where an event belongs. */
export type Place = {
  readonly event: HistoryEvent;
  readonly visit: OpenVisit | null;
  /** The scope that a state entered right after this event runs in. */
  readonly inner: Scope | 'branch' | null;
};

export const ROOT_SCOPE: Scope = { container: null, attempt: null, branch: null, iteration: null };

/** How the execution stands after the last event folded. */
export type RunEnd = {
  readonly event: HistoryEvent;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  readonly rootCause: number | null;
  readonly fatal: readonly OpenVisit[];
};

/**
 * What the fold knows after the events so far. `live` holds the visits that never exited and whose enclosing attempt
 * still counts: those a redrive takes up again.
 */
export type FoldState = {
  /** What the definition says that its Fail states fail with, by state name. */
  readonly failStates: ReadonlyMap<string, FailStateError>;
  readonly places: Map<number, Place>;
  readonly visits: OpenVisit[];
  readonly live: Set<OpenVisit>;
  readonly redrives: Redrive[];
  readonly childExecutionArns: string[];
  readonly unknownTypes: Set<string>;
  readonly unplacedEvents: number[];
  startedAtMs: EpochMs | null;
  lastAtMs: EpochMs | null;
  highestId: number;
  run: number;
  end: RunEnd | null;
};

/** Error and cause of a Fail state, where the definition writes them out. */
export type FailStateError = { readonly error: string | null; readonly cause: string | null };

export function emptyFold(failStates: ReadonlyMap<string, FailStateError> = new Map()): FoldState {
  return {
    failStates,
    places: new Map(),
    visits: [],
    live: new Set(),
    redrives: [],
    childExecutionArns: [],
    unknownTypes: new Set(),
    unplacedEvents: [],
    startedAtMs: null,
    lastAtMs: null,
    highestId: 0,
    run: 0,
    end: null,
  };
}

/** The visit of the event before this one in its chain. */
export function visitBefore(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  return fold.places.get(event.previousEventId)?.visit ?? null;
}

/** The visit itself or the nearest one around it that fits. */
export function closestVisit(from: OpenVisit | null, fits: (visit: OpenVisit) => boolean): OpenVisit | null {
  for (let visit = from; visit !== null; visit = visit.scope.container) {
    if (fits(visit)) return visit;
  }
  return null;
}

/** True where `visit` runs inside `container`, at any depth. */
function isInside(visit: OpenVisit, container: OpenVisit): boolean {
  return closestVisit(visit.scope.container, (around) => around === container) !== null;
}

/** The latest live visit that fits; for events whose chain is cut by missing ones. */
export function latestLive(fold: FoldState, fits: (visit: OpenVisit) => boolean): OpenVisit | null {
  let latest: OpenVisit | null = null;
  for (const visit of fold.live) if (fits(visit)) latest = visit;
  return latest;
}

/** The one live visit that fits; null where none or several do, because then the events do not tell which. */
export function onlyLive(fold: FoldState, fits: (visit: OpenVisit) => boolean): OpenVisit | null {
  let only: OpenVisit | null = null;
  for (const visit of fold.live) {
    if (!fits(visit)) continue;
    if (only !== null) return null;
    only = visit;
  }
  return only;
}

export function lastAttempt(visit: OpenVisit): OpenAttempt | null {
  return visit.attempts.at(-1) ?? null;
}

/** Begins an attempt. The failure before it is mended for now, so the visit carries none any more. */
export function beginAttempt(
  fold: FoldState,
  visit: OpenVisit,
  event: HistoryEvent,
  work: Work,
  backoffMs: DurationMs | null,
): OpenAttempt {
  const before = lastAttempt(visit);
  const runBefore = before?.run ?? visit.run;
  const attempt: OpenAttempt = {
    id: event.id,
    kind: runBefore < fold.run ? 'redriven' : before === null ? 'first' : 'retry',
    run: fold.run,
    work,
    scheduledAtMs: event.atMs,
    startedAtMs: null,
    endedAtMs: null,
    outcome: 'running',
    hasFailed: false,
    failure: null,
    backoffMs: before === null || runBefore < fold.run ? null : backoffMs,
    workerName: null,
  };
  visit.attempts.push(attempt);
  visit.failure = null;
  return attempt;
}

/** Ends the attempt that runs, if one does. */
export function endAttempt(
  visit: OpenVisit,
  outcome: Attempt['outcome'],
  atMs: EpochMs,
  failure: Failure | null,
): void {
  const attempt = lastAttempt(visit);
  if (attempt === null || attempt.outcome !== 'running') return;
  attempt.outcome = outcome;
  attempt.endedAtMs = atMs;
  attempt.failure = failure;
  if (outcome === 'failed') attempt.hasFailed = true;
}

/** Notes a failure of the visit; a later attempt, exit or redrive says what became of it. */
export function noteFailure(visit: OpenVisit, failure: Failure): void {
  visit.failure = failure;
  visit.failures.push(failure);
}

/** Ends from outside what still runs inside the container (or inside one of its iterations). */
export function endInside(fold: FoldState, container: OpenVisit, atMs: EpochMs, iteration?: OpenIteration): void {
  if (container.liveInside === 0) return;
  for (const visit of fold.live) {
    if (visit.outcome !== null || !isInside(visit, container)) continue;
    if (iteration !== undefined && !runsIn(visit, container, iteration)) continue;
    endUnexited(visit, atMs);
  }
}

function runsIn(visit: OpenVisit, container: OpenVisit, iteration: OpenIteration): boolean {
  return closestVisit(visit, (around) => around.scope.container === container)?.scope.iteration === iteration;
}

/** Ends a visit that will have no exit: it failed if its last failure was not mended, else it was aborted. */
export function endUnexited(visit: OpenVisit, atMs: EpochMs): void {
  visit.outcome = visit.failure === null ? 'aborted' : 'failed';
  visit.endedAtMs = atMs;
  endAttempt(visit, 'aborted', atMs, null);
}

/** Ends a visit whose exit is known to have happened but is not among the events. */
export function endUnseen(fold: FoldState, visit: OpenVisit, atMs: EpochMs): void {
  visit.outcome = visit.failure === null ? 'succeeded' : 'caught';
  visit.endedAtMs = atMs;
  endAttempt(visit, visit.failure === null ? 'succeeded' : 'failed', atMs, visit.failure);
  dropInside(fold, visit, atMs);
  removeLive(fold, visit);
}

export function addLive(fold: FoldState, visit: OpenVisit): void {
  fold.live.add(visit);
  if (visit.scope.container !== null) visit.scope.container.liveInside += 1;
}

export function removeLive(fold: FoldState, visit: OpenVisit): void {
  if (fold.live.delete(visit) && visit.scope.container !== null) visit.scope.container.liveInside -= 1;
}

/** Takes out of a later redrive's reach what is inside a container that exits or begins again from nothing. */
export function dropInside(fold: FoldState, container: OpenVisit, atMs: EpochMs): void {
  if (container.liveInside === 0) return;
  for (const visit of fold.live) {
    if (!isInside(visit, container)) continue;
    if (visit.outcome === null) endUnexited(visit, atMs);
    removeLive(fold, visit);
  }
}
