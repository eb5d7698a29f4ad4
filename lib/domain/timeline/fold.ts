import { type EpochMs, elapsedMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { isHistoryEventType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { EVENT_TABLE } from './event-table';
import { emptyFold, type FailStateError, type FoldState, lastAttempt, type OpenVisit } from './fold-state';
import type { TaskWork, Timeline, Visit, VisitOutcome, Wait, Work } from './timeline';

/** What is known of the execution besides its events; each may be left out. */
export type FoldContext = {
  /** Error and cause of the definition's Fail states, by name: their own events do not tell them. */
  readonly failStates?: ReadonlyMap<string, FailStateError>;
};

/**
 * Folds an execution's events into visits, attempts and outcomes. Events may come in any order and twice; they are
 * read by id, because times repeat and disagree (aws-facts §9.5). Pure, and one pass over the sorted events.
 *
 * Two different events under one id are not looked for here: see `separateRuns` for logs, the reader for histories.
 */
export function foldEvents(events: readonly HistoryEvent[], context: FoldContext = {}): Timeline {
  const fold = emptyFold(context.failStates);
  for (const event of inOrder(events)) applyEvent(fold, event);
  return toTimeline(fold);
}

/** The visit that each event belongs to, by event id; null for events of the execution and for those it cannot tell. */
export function visitsOfEvents(events: readonly HistoryEvent[]): ReadonlyMap<number, number | null> {
  const fold = emptyFold(undefined);
  for (const event of inOrder(events)) applyEvent(fold, event);
  return new Map([...fold.places].map(([id, { visit }]) => [id, visit?.id ?? null]));
}

function inOrder(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  for (let at = 1; at < events.length; at += 1) {
    // Most histories arrive sorted; copying and sorting is for those that do not.
    if ((events[at]?.id ?? 0) <= (events[at - 1]?.id ?? 0)) return events.toSorted((a, b) => a.id - b.id);
  }
  return events;
}

function applyEvent(fold: FoldState, event: HistoryEvent): void {
  if (fold.places.has(event.id)) return;
  fold.highestId = Math.max(fold.highestId, event.id);
  fold.lastAtMs = laterOf(fold.lastAtMs, event.atMs);
  if (!isHistoryEventType(event.type)) {
    fold.unknownTypes.add(event.type);
    // It keeps its place in the chain, so that what follows it is still found.
    const before = fold.places.get(event.previousEventId);
    fold.places.set(event.id, { event, visit: before?.visit ?? null, inner: before?.inner ?? null });
    return;
  }
  const rule = EVENT_TABLE[event.type];
  const applied = rule.apply(fold, event);
  const place = applied !== null && 'inner' in applied ? applied : { visit: applied, inner: null };
  if (rule.of === 'visit' && place.visit === null) fold.unplacedEvents.push(event.id);
  fold.places.set(event.id, { event, visit: place.visit, inner: place.inner });
}

function laterOf(a: EpochMs | null, b: EpochMs): EpochMs {
  return a !== null && a > b ? a : b;
}

/** `RUNNING` is what the events say; whoever knows more (age of a log, DescribeExecution) may say more. */
function statusOf(fold: FoldState): ExecutionStatus {
  return fold.end?.status ?? 'RUNNING';
}

function toTimeline(fold: FoldState): Timeline {
  const isOpen = fold.end === null;
  const visits = fold.visits.map((visit) => toVisit(visit, isOpen));
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
    redrives: fold.redrives,
    childExecutionArns: fold.childExecutionArns,
    eventCount: fold.places.size,
    missingIds: fold.highestId - fold.places.size,
    unknownTypes: [...fold.unknownTypes],
    unplacedEvents: fold.unplacedEvents,
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

function toVisit(visit: OpenVisit, isOpen: boolean): Visit {
  return {
    id: visit.id,
    state: visit.state,
    stateType: visit.stateType,
    parent: visit.scope.container?.id ?? null,
    parentAttempt: visit.scope.attempt,
    iteration: visit.scope.iteration?.index ?? null,
    branch: visit.scope.branch,
    depth: visit.depth,
    enteredAtMs: visit.enteredAtMs,
    exit: visit.exit,
    endedAtMs: visit.endedAtMs,
    attempts: visit.attempts,
    outcome: visit.outcome ?? (isOpen ? openOutcome(visit) : 'aborted'),
    failure: visit.failure,
    failures: visit.failures,
    map:
      visit.map === null
        ? null
        : {
            lengths: visit.map.lengths,
            iterations: visit.map.iterations,
            counts: visit.map.counts,
            mapRunArns: visit.map.mapRunArns,
          },
  };
}

/** Time from the entry of an exited visit to its exit; null for one that never exited. */
export function visitDuration(visit: Visit): ReturnType<typeof elapsedMs> | null {
  return visit.exit === null || visit.endedAtMs === null ? null : elapsedMs(visit.enteredAtMs, visit.endedAtMs);
}
