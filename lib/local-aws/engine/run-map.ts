import { type Routine, sleep } from '../clock/routine';
import type { MapState } from '../language/definition';
import { toWorkInput } from '../language/payload';
import { Line, type ScopeLine } from './line';
import { toItems } from './map-items';
import { runMapRun } from './run-map-run';
import { Scope, writeClosed } from './scope';
import { type MapItem, toContext, type Visit, type WorkEnd, writeNext } from './visit';
import { withRetry } from './with-retry';

/** What an inline Map runs at once where its definition sets no limit. */
const INLINE_LIMIT = 40;

/** A Map: one iteration per item, or one execution in a distributed one. The result lists outputs in the items' order. */
export function* runMap(visit: Visit, state: MapState): Routine<WorkEnd> {
  const { distributed } = state;
  const end = yield* withRetry(visit, state.retry, () =>
    distributed === null ? runIterations(visit, state) : runMapRun(visit, state, distributed),
  );
  if (end.kind !== 'failed') return end;
  // Written once, after the last attempt; earlier ones go straight to the next MapStateStarted (aws-facts §2.4).
  visit.line.at = end.eventId;
  return { ...end, eventId: writeNext(visit, 'MapStateFailed') };
}

function* runIterations(visit: Visit, state: MapState): Routine<WorkEnd> {
  const { execution } = visit;
  const input = toWorkInput({ ...state, parameters: null }, visit.input, toContext(visit));
  const items = toItems(visit, state, input, null);
  const startedEventId = writeNext(visit, 'MapStateStarted', { length: items.length });
  const scope = new Scope(items.length);
  visit.open.lines = scope.lines;
  startIterations(visit, state, scope, items, startedEventId);
  yield scope.join;
  scope.stop();
  if (scope.failure === null) {
    execution.write('MapStateSucceeded', visit.line.at);
    return { kind: 'result', value: scope.outputs };
  }
  if (scope.failure.kind === 'fatal') return scope.failure;
  yield* sleep(execution.world.scheduler, execution.random.between(8, 14));
  writeClosed(execution, scope.lines, state.name, scope.failure.eventId);
  visit.open.lines = [];
  return scope.failure;
}

/**
 * Fills the slots and lets each take the next item when it is free. The iterations of the first round point at
 * MapStateStarted, later ones at the last event of the one whose slot they take (aws-facts §2.4).
 */
function startIterations(
  visit: Visit,
  state: MapState,
  scope: Scope,
  items: readonly MapItem[],
  startedEventId: number,
): void {
  const { execution } = visit;
  const slots = Math.min(items.length, state.maxConcurrency > 0 ? state.maxConcurrency : INLINE_LIMIT);
  const ready: Iteration[] = [];
  const open = (afterEventId: number): void => {
    const item = items[scope.lines.length];
    if (item === undefined) return;
    const eventId = execution.write('MapIterationStarted', afterEventId, { name: state.name, index: item.index });
    ready.push({ item, scopeLine: scope.add(item.index, new Line(eventId)) });
  };
  let isStarting = false;
  // A queue, because an iteration can end within its start, and starting the next in there would pile up the stack.
  const startReady = (): void => {
    if (isStarting) return;
    isStarting = true;
    for (let next = ready.shift(); next !== undefined && scope.failure === null; next = ready.shift()) start(next);
    isStarting = false;
  };
  const start = ({ item, scopeLine }: Iteration): void => {
    const { line } = scopeLine;
    scope.start(scopeLine, visit.runLine(execution, state.processor, item.value, line, item), () => {
      visit.line.at = execution.write('MapIterationSucceeded', line.at, { name: state.name, index: item.index });
      open(line.at);
      startReady();
    });
  };
  for (let slot = 0; slot < slots; slot += 1) open(startedEventId);
  startReady();
}

type Iteration = { readonly item: MapItem; readonly scopeLine: ScopeLine };
