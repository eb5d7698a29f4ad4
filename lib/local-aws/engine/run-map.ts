import { type Routine, sleep } from '../clock/routine';
import { isList } from '../json-value';
import type { MapState } from '../language/definition';
import { requirePath } from '../language/json-path';
import { fillTemplate, toWorkInput } from '../language/payload';
import { RuntimeFailure } from '../language/states-error';
import { Line, type ScopeLine } from './line';
import { Scope, writeClosed } from './scope';
import { type MapItem, toContext, type Visit, type WorkEnd, writeNext } from './visit';
import { withRetry } from './with-retry';

/** What an inline Map runs at once where its definition sets no limit. */
const INLINE_LIMIT = 40;

/** An inline Map: one iteration per item, the result lists their outputs in the items' order. */
export function* runMap(visit: Visit, state: MapState): Routine<WorkEnd> {
  const end = yield* withRetry(visit, state.retry, () => runIterations(visit, state));
  if (end.kind !== 'failed') return end;
  // Written once, after the last attempt; earlier ones go straight to the next MapStateStarted (aws-facts §2.4).
  visit.line.at = end.eventId;
  return { ...end, eventId: writeNext(visit, 'MapStateFailed') };
}

function* runIterations(visit: Visit, state: MapState): Routine<WorkEnd> {
  const { execution } = visit;
  const items = readItems(visit, state);
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

/** The items with what each iteration is given. */
function readItems(visit: Visit, state: MapState): readonly MapItem[] {
  const input = toWorkInput({ ...state, parameters: null }, visit.input, toContext(visit));
  const items = requirePath(input, state.itemsPath, 'ItemsPath');
  if (!isList(items)) throw new RuntimeFailure(`Reference path "${state.itemsPath}" must point to array.`);
  // `Parameters` is the older name of ItemSelector in a Map.
  const selector = state.itemSelector ?? state.parameters;
  return items.map((value, index) => {
    if (selector === null) return { index, value };
    return { index, value: fillTemplate(selector, input, toContext({ ...visit, item: { index, value } })) };
  });
}
