import { type Routine, sleep } from '../clock/routine';
import type { MapState } from '../language/definition';
import { maxConcurrencyOf } from './amounts';
import { Iterations } from './iterations';
import type { WorkEnd } from './line';
import { toItems } from './map-items';
import { runMapRun } from './run-map-run';
import { writeClosed } from './scope';
import { type Visit, writeNext } from './visit';
import { withRetry } from './with-retry';

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
  const items = toItems(visit, state, null);
  const maxConcurrency = maxConcurrencyOf(visit, state);
  const startedEventId = writeNext(visit, 'MapStateStarted', { length: items.length });
  const iterations = new Iterations(visit, state, items, maxConcurrency, startedEventId);
  return yield* joinIterations(visit, state, iterations, () => iterations.begin());
}

function* joinIterations(visit: Visit, state: MapState, iterations: Iterations, begin: () => void): Routine<WorkEnd> {
  const { execution, open } = visit;
  const { scope } = iterations;
  open.lines = scope.lines;
  open.isClosed = false;
  open.resume = () => joinIterations(visit, state, iterations, () => iterations.resume());
  begin();
  yield scope.join;
  scope.stop();
  if (scope.failure === null) {
    visit.line.at = scope.lastEventId;
    execution.write('MapStateSucceeded', visit.line.at);
    return { kind: 'result', value: scope.outputs };
  }
  if (scope.failure.kind === 'fatal') return scope.failure;
  yield* sleep(execution.world.scheduler, execution.random.between(8, 14));
  writeClosed(execution, scope.lines, state.name, scope.failure.eventId);
  open.isClosed = true;
  return scope.failure;
}
