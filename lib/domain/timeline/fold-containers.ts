import { countOf, textOf } from '@/lib/base/json';
import { type EpochMs, elapsedMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import {
  beginAttempt,
  closestNamed,
  dropInside,
  endAll,
  endAttempt,
  type FoldState,
  lastAttempt,
  markChanged,
  noteFailure,
  type OpenMap,
  type OpenVisit,
  type Scope,
  visitBefore,
} from './fold-state';
import { failureOf } from './fold-visits';
import type { Failure, MapIteration } from './timeline';

export type ContainerType = 'Map' | 'Parallel';

/**
 * Map and Parallel events carry no name and point at whatever event came last or failed inside. The container is the
 * nearest one of its type around that event that still runs: an inner one that failed is closed by then.
 */
function containerOf(fold: FoldState, event: HistoryEvent, type: ContainerType): OpenVisit | null {
  let visit = visitBefore(fold, event);
  while (visit !== null && (visit.stateType !== type || visit.outcome !== null)) visit = visit.scope.container;
  return visit;
}

/** Notes that the attempt under way failed because of what failed inside, and returns that failure. */
function failFromInside(container: OpenVisit, inner: Failure | null, event: HistoryEvent): Failure {
  // Its own failure (EvaluationFailed, MapRunFailed) was noted when it happened.
  if (container.failure !== null) {
    endAttempt(container, 'failed', container.failure.atMs, container.failure);
    return container.failure;
  }
  const failedIteration = container.map === null ? undefined : latestFailed(container.map);
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

function latestFailed({ current, iterations }: OpenMap): MapIteration | undefined {
  let latest: MapIteration | undefined;
  for (const { at } of current.values()) {
    const iteration = iterations[at];
    if (iteration?.outcome === 'failed' && (iteration.endedAtMs ?? 0) >= (latest?.endedAtMs ?? 0)) latest = iteration;
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
  // What else was under way ended when the attempt failed, not after the wait for the next one.
  const endedAtMs = failedAt?.atMs ?? event.atMs;
  endIterations(container, endedAtMs);
  dropInside(fold, container, endedAtMs);
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
    container.map.lengths.push(countOf(event.details, 'length') ?? 0);
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
  endAll(fold, container.inside ?? [], event.atMs);
  endIterations(container, event.atMs);
  container.outcome = 'failed';
  container.endedAtMs = event.atMs;
  return container;
}

function endIterations({ map }: OpenVisit, atMs: EpochMs): void {
  if (map === null) return;
  for (const { at } of map.current.values()) {
    if (map.iterations[at]?.outcome === 'running') changeIteration(map, at, 'aborted', atMs);
  }
}

/** Says anew how an iteration stands; `at` is its position among all of the Map. */
export function changeIteration(
  map: OpenMap,
  at: number,
  outcome: MapIteration['outcome'],
  endedAtMs: EpochMs | null,
): void {
  const iteration = map.iterations[at];
  if (iteration !== undefined) map.iterations[at] = { ...iteration, outcome, endedAtMs };
}

/** The Map that an iteration event names, around the event before it; with an index, one in which it runs. */
function mapNamed(fold: FoldState, event: HistoryEvent, index: number | null): OpenVisit | null {
  const name = textOf(event.details, 'name');
  const before = visitBefore(fold, event);
  let visit = closestNamed(before, name);
  while (visit !== null && !runsIteration(visit, index)) visit = closestNamed(visit.scope.container, name);
  if (visit !== null) return visit;
  // An aborted iteration points at the event that failed elsewhere, so its Map is not around that event, but near it.
  const isIt = (live: OpenVisit) => live.state === name && live.exit === null && runsIteration(live, index);
  return nearestTo(before, fold.liveContainers, isIt) ?? mapAround(before, name);
}

/**
 * The visit that fits and shares the innermost Map or Parallel with `from`: what failed there ended it. The same Map may run
 * in another iteration further out, which goes on.
 */
function nearestTo(
  from: OpenVisit | null,
  visits: Iterable<OpenVisit>,
  fits: (visit: OpenVisit) => boolean,
): OpenVisit | null {
  const around = new Set<OpenVisit>();
  for (let at = from?.scope.container ?? null; at !== null; at = at.scope.container) around.add(at);
  let nearest: OpenVisit | null = null;
  let depth = -1;
  for (const visit of visits) {
    if (!fits(visit)) continue;
    let shared = visit.scope.container;
    while (shared !== null && !around.has(shared)) shared = shared.scope.container;
    if ((shared?.depth ?? -1) < depth) continue;
    nearest = visit;
    depth = shared?.depth ?? -1;
  }
  return nearest;
}

/** True for a Map, and with an index only while that iteration runs. */
function runsIteration({ map }: OpenVisit, index: number | null): boolean {
  if (map === null) return false;
  if (index === null) return true;
  const current = map.current.get(index);
  return current !== undefined && map.iterations[current.at]?.outcome === 'running';
}

function mapAround(from: OpenVisit | null, name: string | undefined): OpenVisit | null {
  let visit = closestNamed(from, name);
  while (visit !== null && visit.map === null) visit = closestNamed(visit.scope.container, name);
  return visit;
}

/** `MapIterationStarted` names the Map; it hangs on the iteration whose place it takes, not on the Map (§2.4). */
export function startIteration(fold: FoldState, event: HistoryEvent): { visit: OpenVisit; inner: Scope } | null {
  const container = mapNamed(fold, event, null);
  if (container?.map == null) return null;
  const { map } = container;
  // Where the start of the attempt is missing, as a line of a log may be, it was the first.
  const attempt = Math.max(0, container.attempts.length - 1);
  const index = countOf(event.details, 'index') ?? 0;
  const scope: Scope = { container, attempt, branch: null, iteration: index, live: [] };
  map.current.set(index, { at: map.iterations.length, scope });
  map.iterations.push({
    eventId: event.id,
    index,
    attempt,
    startedAtMs: event.atMs,
    endedAtMs: null,
    outcome: 'running',
  });
  map.counts.started += 1;
  return { visit: container, inner: scope };
}

export function finishIteration(
  fold: FoldState,
  event: HistoryEvent,
  outcome: 'succeeded' | 'failed' | 'aborted',
): OpenVisit | null {
  const index = countOf(event.details, 'index') ?? -1;
  const container = mapNamed(fold, event, index);
  if (container?.map == null) return null;
  container.map.counts[outcome] += 1;
  const current = container.map.current.get(index);
  if (current !== undefined) {
    changeIteration(container.map, current.at, outcome, event.atMs);
    if (outcome !== 'succeeded') endAll(fold, current.scope.live, event.atMs);
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

/**
 * Anonymous, and in no recording. Where it hangs on its Map Run it ends the attempt; where it hangs on the failure elsewhere
 * that it is a consequence of, as `TaskStateAborted` does, the Map around that failure is another one.
 */
export function abortMapRun(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const visit = visitBefore(fold, event);
  if (visit?.map == null || visit.map.mapRunArns.length === 0 || visit.outcome !== null) return visit;
  endAttempt(visit, 'aborted', event.atMs, null);
  markChanged(fold, visit);
  return visit;
}
