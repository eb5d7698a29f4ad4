import { type EpochMs, elapsedMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { EVENT_TABLE } from './event-table';
import {
  emptyFold,
  type FailStateError,
  type FoldState,
  type Inner,
  lastAttempt,
  markChanged,
  type OpenMap,
  type OpenVisit,
} from './fold-state';
import type { MapWork, TaskWork, Timeline, Visit, VisitOutcome, Wait, Work } from './timeline';

/** The table as a map: a type that AWS adds may be called like a member that every object has. */
const RULES = new Map<string, (typeof EVENT_TABLE)[keyof typeof EVENT_TABLE]>(Object.entries(EVENT_TABLE));

/** What is known of the execution besides its events; each may be left out. */
export type FoldContext = {
  /** Error and cause of the definition's Fail states, by name: their own events do not tell them. */
  readonly failStates?: ReadonlyMap<string, FailStateError>;
};

/** A fold that goes on: events are taken in as they come, and asked at any time what they tell. */
export interface TimelineFold {
  /**
   * Takes events in, in any order and also twice: what was taken in before changes nothing. Newer events than all before
   * cost what they are; older ones make it begin again.
   */
  add(events: readonly HistoryEvent[]): void;
  /**
   * What the events so far tell. What was handed out before stays as it is, and visits of which nothing else is told keep
   * their identity.
   */
  timeline(): Timeline;
  /** The events so far, in order of id. */
  events(): readonly HistoryEvent[];
  /** The visit that an event belongs to; null for events of the execution, those it cannot tell, and unknown ids. */
  visitOf(eventId: number): number | null;
}

/**
 * Folds an execution's events into visits, attempts and outcomes. Events may come in any order and twice; they are
 * read by id, because times repeat and disagree (aws-facts §9.5). Pure, and one pass over the sorted events.
 *
 * Two different events under one id are not looked for here: see `separateRuns` for logs, the reader for histories.
 */
export function foldEvents(events: readonly HistoryEvent[], context: FoldContext = {}): Timeline {
  const fold = createTimelineFold(context);
  fold.add(events);
  return fold.timeline();
}

export function createTimelineFold(context: FoldContext = {}): TimelineFold {
  let fold = emptyFold(context.failStates);
  let visits: Visit[] = [];
  return {
    add: (events) => {
      const ordered = inOrder(events);
      const isNewer = (ordered[0]?.id ?? 0) > fold.highestId || ordered.every(({ id }) => isKnownOrNewer(fold, id));
      if (!isNewer) {
        const all = inOrder([...fold.events, ...ordered]);
        fold = emptyFold(context.failStates);
        visits = [];
        for (const event of all) applyEvent(fold, event);
        return;
      }
      for (const event of ordered) applyEvent(fold, event);
    },
    timeline: () => {
      visits = withChanges(fold, visits);
      return toTimeline(fold, visits);
    },
    events: () => fold.events.slice(),
    visitOf: (eventId) => fold.visitOf[eventId]?.id ?? null,
  };
}

function isKnownOrNewer(fold: FoldState, id: number): boolean {
  return id > fold.highestId || fold.eventOf[id] !== undefined;
}

function inOrder(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  let before = 0;
  for (const { id } of events) {
    // Most histories arrive sorted; copying and sorting is for those that do not.
    if (id <= before) return events.toSorted((a, b) => a.id - b.id);
    before = id;
  }
  return events;
}

function applyEvent(fold: FoldState, event: HistoryEvent): void {
  const { id, previousEventId } = event;
  if (fold.eventOf[id] !== undefined) return;
  fold.highestId = id;
  fold.lastAtMs = laterOf(fold.lastAtMs, event.atMs);
  const rule = RULES.get(event.type);
  if (rule === undefined) {
    fold.unknownTypes.add(event.type);
    // It keeps its place in the chain, so that what follows it is still found.
    place(fold, event, fold.visitOf[previousEventId] ?? null, fold.innerOf[previousEventId] ?? null);
    return;
  }
  const applied = rule.apply(fold, event);
  const isPlaced = applied !== null && 'inner' in applied;
  const visit = isPlaced ? applied.visit : applied;
  if (rule.of === 'visit') {
    if (visit === null) fold.unplacedEvents.push(id);
    else markChanged(fold, visit);
  }
  place(fold, event, visit, isPlaced ? applied.inner : null);
}

function place(fold: FoldState, event: HistoryEvent, visit: OpenVisit | null, inner: Inner): void {
  fold.events.push(event);
  fold.eventOf[event.id] = event;
  fold.visitOf[event.id] = visit;
  fold.innerOf[event.id] = inner;
}

function laterOf(a: EpochMs | null, b: EpochMs): EpochMs {
  return a !== null && a > b ? a : b;
}

/** `RUNNING` is what the events say; whoever knows more (age of a log, DescribeExecution) may say more. */
function statusOf(fold: FoldState): ExecutionStatus {
  return fold.end?.status ?? 'RUNNING';
}

/** The visits as the timeline tells them: those that did not change since `before` was made are the same objects. */
function withChanges(fold: FoldState, before: readonly Visit[]): Visit[] {
  const visits = before.slice();
  for (const visit of fold.changed) {
    visits[visit.at] = toVisit(visit, fold.end === null);
    visit.isChanged = false;
  }
  fold.changed.length = 0;
  return visits;
}

function toTimeline(fold: FoldState, visits: readonly Visit[]): Timeline {
  const isOpen = fold.end === null;
  const running = [...fold.live].filter((visit) => visit.outcome === null && lastAttempt(visit)?.outcome === 'running');
  return {
    status: statusOf(fold),
    failure: endFailure(fold),
    startedAtMs: fold.startedAtMs,
    endedAtMs: fold.end?.event.atMs ?? null,
    lastAtMs: fold.lastAtMs,
    visits,
    waits: isOpen ? running.flatMap(toWait) : [],
    inFlight: isOpen
      ? running.filter((visit) => visit.stateType === 'Task').map((visit) => lastAttempt(visit)?.id ?? 0)
      : [],
    rootCause: fold.end?.rootCause ?? null,
    fatalVisits: fold.end?.fatal.map((visit) => visit.id) ?? [],
    redrives: fold.redrives.slice(),
    childExecutionArns: fold.childExecutionArns.slice(),
    eventCount: fold.events.length,
    missingIds: fold.highestId - fold.events.length,
    unknownTypes: [...fold.unknownTypes],
    unplacedEvents: fold.unplacedEvents.slice(),
  };
}

function endFailure(fold: FoldState): Timeline['failure'] {
  const end = fold.end;
  if (end === null || end.status === 'SUCCEEDED') return null;
  const { error, cause } = end.event.details;
  return {
    eventId: end.event.id,
    error: typeof error === 'string' ? error : null,
    cause: typeof cause === 'string' ? cause : null,
    atMs: end.event.atMs,
  };
}

/** True for work that a person or a worker has to answer: until then the visit is waiting, not running. */
export function awaitsAnswer(work: Work): work is TaskWork {
  return work.kind === 'activity' || (work.kind === 'task' && work.resource.endsWith('.waitForTaskToken'));
}

function toWait(visit: OpenVisit): Wait[] {
  const attempt = lastAttempt(visit);
  if (attempt === null || !awaitsAnswer(attempt.work)) return [];
  const { resource, timeoutSeconds, heartbeatSeconds } = attempt.work;
  return [
    {
      eventId: attempt.id,
      visit: visit.id,
      state: visit.state,
      resource,
      timeoutSeconds,
      heartbeatSeconds,
      sinceMs: attempt.scheduledAtMs,
    },
  ];
}

function openOutcome(visit: OpenVisit): VisitOutcome {
  const attempt = lastAttempt(visit);
  return attempt?.outcome === 'running' && awaitsAnswer(attempt.work) ? 'waiting' : 'running';
}

/** A visit that has exited does not change any more; what still may is copied, because the fold goes on writing it. */
function toVisit(visit: OpenVisit, isOpen: boolean): Visit {
  const isFinal = visit.exit !== null;
  return {
    id: visit.id,
    state: visit.state,
    stateType: visit.stateType,
    parent: visit.scope.container?.id ?? null,
    parentAttempt: visit.scope.attempt,
    iteration: visit.scope.iteration,
    branch: visit.scope.branch,
    depth: visit.depth,
    enteredAtMs: visit.enteredAtMs,
    exit: visit.exit,
    endedAtMs: visit.endedAtMs,
    attempts: isFinal ? visit.attempts : visit.attempts.map((attempt) => ({ ...attempt })),
    outcome: visit.outcome ?? (isOpen ? openOutcome(visit) : 'aborted'),
    failure: visit.failure,
    failures: isFinal ? visit.failures : visit.failures.slice(),
    map: visit.map === null ? null : toMapWork(visit.map, isFinal),
  };
}

function toMapWork({ lengths, iterations, counts, mapRunArns }: OpenMap, isFinal: boolean): MapWork {
  if (isFinal) return { lengths, iterations, counts, mapRunArns };
  return {
    lengths: lengths.slice(),
    iterations: iterations.slice(),
    counts: { ...counts },
    mapRunArns: mapRunArns.slice(),
  };
}

/** Time from the entry of an exited visit to its exit; null for one that never exited. */
export function visitDuration(visit: Visit): ReturnType<typeof elapsedMs> | null {
  return visit.exit === null || visit.endedAtMs === null ? null : elapsedMs(visit.enteredAtMs, visit.endedAtMs);
}
