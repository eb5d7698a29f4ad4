import type { DurationMs, EpochMs } from '@/lib/base/units';
import type { StateType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Attempt, Failure, MapIteration, Redrive, VisitOutcome, Work } from './timeline';

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

export type OpenAttempt = Mutable<Attempt>;

/** Where a state runs: at the top, in one branch of a Parallel, or in one iteration of a Map. */
export type Scope = {
  readonly container: OpenVisit | null;
  /** Position of the container's attempt. */
  readonly attempt: number | null;
  readonly branch: number | null;
  /** Index of the Map's iteration. */
  readonly iteration: number | null;
  /** Its live visits: one at most, unless lines are missing. */
  readonly live: OpenVisit[];
};

/** An iteration of a Map's current attempt: its place among all iterations, and the scope of its states. */
export type CurrentIteration = { readonly at: number; readonly scope: Scope };

export type OpenMap = {
  readonly lengths: number[];
  /** Replaced, never changed: a timeline that was handed out keeps the ones it has. */
  readonly iterations: MapIteration[];
  /** The iterations of the current attempt, by index. */
  readonly current: Map<number, CurrentIteration>;
  readonly counts: { started: number; succeeded: number; failed: number; aborted: number };
  readonly mapRunArns: string[];
};

/** A visit while it is being folded. */
export type OpenVisit = {
  readonly id: number;
  /** Its position among all visits. */
  readonly at: number;
  readonly previousEventId: number;
  readonly state: string;
  readonly stateType: StateType;
  readonly scope: Scope;
  readonly depth: number;
  readonly enteredAtMs: EpochMs;
  /** The run in which it was entered, or in which a redriven Map or Parallel took its attempt up again. */
  run: number;
  exit: number | null;
  endedAtMs: EpochMs | null;
  readonly attempts: OpenAttempt[];
  /** Set when it exits or when what ended it is known; null while it runs. */
  outcome: VisitOutcome | null;
  failure: Failure | null;
  readonly failures: Failure[];
  branches: number;
  /** The live visits directly inside a Map or Parallel; null for every other state. */
  readonly inside: Set<OpenVisit> | null;
  readonly map: OpenMap | null;
  /** Whether the timeline that was handed out last says something else of it. */
  isChanged: boolean;
};

/** The scope that a state entered right after an event runs in, where it is not the scope of the event's own visit. */
export type Inner = Scope | 'branch' | null;

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
  /** The events so far, in order of id. */
  readonly events: HistoryEvent[];
  /** By event id; the same for the two after it. Plain arrays: ids run from 1 without gaps, and where they do not it holds. */
  readonly eventOf: (HistoryEvent | undefined)[];
  readonly visitOf: (OpenVisit | null | undefined)[];
  readonly innerOf: (Inner | undefined)[];
  readonly root: Scope;
  readonly visits: OpenVisit[];
  /** Those of which the timeline handed out last says something else. */
  readonly changed: OpenVisit[];
  readonly live: Set<OpenVisit>;
  /** The live ones that are a Map or a Parallel. */
  readonly liveContainers: Set<OpenVisit>;
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
    events: [],
    eventOf: [],
    visitOf: [],
    innerOf: [],
    root: { container: null, attempt: null, branch: null, iteration: null, live: [] },
    visits: [],
    changed: [],
    live: new Set(),
    liveContainers: new Set(),
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
  return fold.visitOf[event.previousEventId] ?? null;
}

/** The visit itself or the nearest one around it that has this name and has not exited. */
export function closestNamed(from: OpenVisit | null, state: string | undefined): OpenVisit | null {
  let visit = from;
  while (visit !== null && (visit.state !== state || visit.exit !== null)) visit = visit.scope.container;
  return visit;
}

/** The latest of these visits that fits; for events whose chain is cut by missing ones. */
export function latestOf(visits: Iterable<OpenVisit>, fits: (visit: OpenVisit) => boolean): OpenVisit | null {
  let latest: OpenVisit | null = null;
  for (const visit of visits) if (fits(visit)) latest = visit;
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

/** Notes that the timeline has to tell something else of the visit. */
export function markChanged(fold: FoldState, visit: OpenVisit): void {
  if (visit.isChanged) return;
  visit.isChanged = true;
  fold.changed.push(visit);
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
  const runBefore = Math.max(visit.run, before?.run ?? 0);
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

/** Ends from outside what still runs among these visits and inside them, at any depth. */
export function endAll(fold: FoldState, visits: Iterable<OpenVisit>, atMs: EpochMs): void {
  for (const visit of visits) {
    if (visit.outcome === null) endUnexited(fold, visit, atMs);
    for (const inner of withInside(visit.inside)) if (inner.outcome === null) endUnexited(fold, inner, atMs);
  }
}

/** The visits and all live ones inside them, as they are now. A list, because who asks takes some of them away. */
function withInside(visits: OpenVisit['inside']): readonly OpenVisit[] {
  if (visits === null || visits.size === 0) return [];
  const all = [...visits];
  // The list grows while it is walked: nesting is as deep as somebody writes it, so nothing here calls itself.
  for (const visit of all) if (visit.inside !== null) all.push(...visit.inside);
  return all;
}

/** Ends a visit that will have no exit: it failed if its last failure was not mended, else it was aborted. */
export function endUnexited(fold: FoldState, visit: OpenVisit, atMs: EpochMs): void {
  markChanged(fold, visit);
  visit.outcome = visit.failure === null ? 'aborted' : 'failed';
  const attempt = lastAttempt(visit);
  // What ended it may be older than what it did itself in the same moment.
  const knownAtMs = attempt?.endedAtMs ?? attempt?.scheduledAtMs ?? visit.enteredAtMs;
  visit.endedAtMs = knownAtMs > atMs ? knownAtMs : atMs;
  endAttempt(visit, 'aborted', visit.endedAtMs, null);
}

/** Ends a visit whose exit is known to have happened but is not among the events. */
export function endUnseen(fold: FoldState, visit: OpenVisit, atMs: EpochMs): void {
  markChanged(fold, visit);
  visit.outcome = visit.failure === null ? 'succeeded' : 'caught';
  visit.endedAtMs = atMs;
  endAttempt(visit, visit.failure === null ? 'succeeded' : 'failed', atMs, visit.failure);
  dropInside(fold, visit, atMs);
  removeLive(fold, visit);
}

export function addLive(fold: FoldState, visit: OpenVisit): void {
  fold.live.add(visit);
  if (visit.inside !== null) fold.liveContainers.add(visit);
  visit.scope.live.push(visit);
  visit.scope.container?.inside?.add(visit);
}

export function removeLive(fold: FoldState, visit: OpenVisit): void {
  if (!fold.live.delete(visit)) return;
  if (visit.inside !== null) fold.liveContainers.delete(visit);
  const { live, container } = visit.scope;
  live.splice(live.lastIndexOf(visit), 1);
  container?.inside?.delete(visit);
}

/** Takes out of a later redrive's reach what is inside a container that exits or begins again from nothing. */
export function dropInside(fold: FoldState, container: OpenVisit, atMs: EpochMs): void {
  for (const visit of withInside(container.inside)) {
    if (visit.outcome === null) endUnexited(fold, visit, atMs);
    removeLive(fold, visit);
  }
}
