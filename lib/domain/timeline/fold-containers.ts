import { numberOf, textOf } from '@/lib/base/json';
import { elapsedMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import {
  beginAttempt,
  closestVisit,
  dropInside,
  endAttempt,
  endInside,
  type FoldState,
  lastAttempt,
  latestLive,
  noteFailure,
  type OpenIteration,
  type OpenVisit,
  type Scope,
  visitBefore,
} from './fold-state';
import { failureOf } from './fold-visits';
import type { Failure } from './timeline';

export type ContainerType = 'Map' | 'Parallel';

/**
 * Map and Parallel events carry no name and point at whatever event came last or failed inside. The container is the
 * nearest one of its type around that event that still runs: an inner one that failed is closed by then.
 */
function containerOf(fold: FoldState, event: HistoryEvent, type: ContainerType): OpenVisit | null {
  return closestVisit(visitBefore(fold, event), (visit) => visit.stateType === type && visit.outcome === null);
}

/** Notes that the attempt under way failed because of what failed inside, and returns that failure. */
function failFromInside(container: OpenVisit, inner: Failure | null, event: HistoryEvent): Failure {
  // Its own failure (EvaluationFailed, MapRunFailed) was noted when it happened.
  if (container.failure !== null) {
    endAttempt(container, 'failed', container.failure.atMs, container.failure);
    return container.failure;
  }
  const failedIteration = container.map === null ? undefined : latestFailed(container.map.current);
  const failure: Failure = {
    eventId: inner?.eventId ?? event.id,
    error: inner?.error ?? null,
    cause: inner?.cause ?? null,
    atMs: failedIteration?.endedAtMs ?? inner?.atMs ?? event.atMs,
  };
  endAttempt(container, 'failed', failure.atMs, failure);
  noteFailure(container, failure);
  return failure;
}

function latestFailed(iterations: ReadonlyMap<number, OpenIteration>): OpenIteration | undefined {
  let latest: OpenIteration | undefined;
  for (const iteration of iterations.values()) {
    if (iteration.outcome === 'failed' && (iteration.endedAtMs ?? 0) >= (latest?.endedAtMs ?? 0)) latest = iteration;
  }
  return latest;
}

/**
 * `MapStateStarted`, `ParallelStateStarted`: the first attempt, or a retry of the whole state, which writes no
 * failure of its own before it (aws-facts §2.4).
 */
export function startContainer(fold: FoldState, event: HistoryEvent, type: ContainerType): OpenVisit | null {
  const before = visitBefore(fold, event);
  const container = containerOf(fold, event, type);
  if (container === null) return null;
  let failedAt: Failure | null = container.failure;
  if (lastAttempt(container)?.outcome === 'running')
    failedAt = failFromInside(container, before?.failure ?? null, event);
  endIterations(container, event);
  dropInside(fold, container, event.atMs);
  beginAttempt(
    fold,
    container,
    event,
    { kind: type === 'Map' ? 'map' : 'parallel' },
    failedAt === null ? null : elapsedMs(failedAt.atMs, event.atMs),
  );
  container.branches = 0;
  if (container.map !== null) {
    container.map.current.clear();
    container.map.lengths.push(numberOf(event.details, 'length') ?? 0);
  }
  return container;
}

export function succeedContainer(fold: FoldState, event: HistoryEvent, type: ContainerType): OpenVisit | null {
  const container = containerOf(fold, event, type);
  if (container !== null) {
    endAttempt(container, 'succeeded', event.atMs, null);
    container.failure = null;
  }
  return container;
}

/** `MapStateFailed`, `ParallelStateFailed`: what still runs inside is ended with it; Catch may still follow. */
export function failContainer(fold: FoldState, event: HistoryEvent, type: ContainerType): OpenVisit | null {
  const before = visitBefore(fold, event);
  const container = containerOf(fold, event, type);
  if (container === null) return null;
  failFromInside(container, before === container ? null : (before?.failure ?? null), event);
  endInside(fold, container, event.atMs);
  endIterations(container, event);
  container.outcome = 'failed';
  container.endedAtMs = event.atMs;
  return container;
}

function endIterations(container: OpenVisit, event: HistoryEvent): void {
  if (container.map === null) return;
  for (const iteration of container.map.current.values()) {
    if (iteration.outcome === 'running') endIteration(iteration, 'aborted', event);
  }
}

function endIteration(iteration: OpenIteration, outcome: OpenIteration['outcome'], event: HistoryEvent): void {
  iteration.outcome = outcome;
  iteration.endedAtMs = event.atMs;
}

function mapNamed(fold: FoldState, event: HistoryEvent, hasIndex: boolean): OpenVisit | null {
  const name = textOf(event.details, 'name');
  const index = numberOf(event.details, 'index') ?? -1;
  const isIt = (visit: OpenVisit) => visit.map !== null && visit.state === name && visit.exit === null;
  const runsIt = (visit: OpenVisit) =>
    isIt(visit) && (!hasIndex || visit.map?.current.get(index)?.outcome === 'running');
  // An aborted iteration points at the event that failed elsewhere, so the Map around that event may be a sibling.
  return (
    closestVisit(visitBefore(fold, event), runsIt) ??
    latestLive(fold, runsIt) ??
    closestVisit(visitBefore(fold, event), isIt)
  );
}

/** `MapIterationStarted` names the Map; it hangs on the iteration whose place it takes, not on the Map (§2.4). */
export function startIteration(fold: FoldState, event: HistoryEvent): { visit: OpenVisit; inner: Scope } | null {
  const container = mapNamed(fold, event, false);
  if (container?.map == null) return null;
  const attempt = container.attempts.length - 1;
  const iteration: OpenIteration = {
    eventId: event.id,
    index: numberOf(event.details, 'index') ?? 0,
    attempt,
    startedAtMs: event.atMs,
    endedAtMs: null,
    outcome: 'running',
  };
  container.map.iterations.push(iteration);
  container.map.current.set(iteration.index, iteration);
  container.map.counts.started += 1;
  return { visit: container, inner: { container, attempt, branch: null, iteration } };
}

export function finishIteration(
  fold: FoldState,
  event: HistoryEvent,
  outcome: 'succeeded' | 'failed' | 'aborted',
): OpenVisit | null {
  const container = mapNamed(fold, event, true);
  if (container?.map == null) return null;
  container.map.counts[outcome] += 1;
  const iteration = container.map.current.get(numberOf(event.details, 'index') ?? -1);
  if (iteration !== undefined) {
    endIteration(iteration, outcome, event);
    if (outcome !== 'succeeded') endInside(fold, container, event.atMs, iteration);
  }
  return container;
}

/** A distributed Map's run began or was redriven: its children are executions of their own. */
export function noteMapRun(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const container = containerOf(fold, event, 'Map');
  const arn = textOf(event.details, 'mapRunArn');
  if (container?.map != null && arn !== undefined && !container.map.mapRunArns.includes(arn)) {
    container.map.mapRunArns.push(arn);
  }
  return container;
}

/** `MapRunFailed` holds the error; `MapStateFailed` or a retry of the Map follows it. */
export function failMapRun(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const container = containerOf(fold, event, 'Map');
  if (container !== null) noteFailure(container, failureOf(event));
  return container;
}

export function abortMapRun(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const container = containerOf(fold, event, 'Map');
  if (container !== null) endAttempt(container, 'aborted', event.atMs, null);
  return container;
}
