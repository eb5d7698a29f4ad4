import { type Routine, sleep } from '../clock/routine';
import type { ParallelState } from '../language/definition';
import { toWorkInput } from '../language/payload';
import { Line } from './line';
import { Scope, writeClosed } from './scope';
import { toContext, type Visit, type WorkEnd, writeNext } from './visit';
import { withRetry } from './with-retry';

/** A Parallel state: every branch gets the same input, the result lists their outputs. */
export function* runParallel(visit: Visit, state: ParallelState): Routine<WorkEnd> {
  const end = yield* withRetry(visit, state.retry, () => runBranches(visit, state));
  if (end.kind !== 'failed') return end;
  // Written once, after the last attempt; earlier ones go straight to the next ParallelStateStarted (aws-facts §2.4).
  visit.line.at = end.eventId;
  return { ...end, eventId: writeNext(visit, 'ParallelStateFailed') };
}

function* runBranches(visit: Visit, state: ParallelState): Routine<WorkEnd> {
  const { execution } = visit;
  const input = toWorkInput(state, visit.input, toContext(visit));
  const startedEventId = writeNext(visit, 'ParallelStateStarted');
  const scope = new Scope(state.branches.length);
  visit.open.lines = scope.lines;
  for (const [index, branch] of state.branches.entries()) {
    if (scope.failure !== null) break;
    const line = new Line(startedEventId);
    const scopeLine = scope.add(index, line);
    scope.start(scopeLine, visit.runLine(execution, branch, input, line, visit.item), () => {
      // The last branch to finish is the one that the end of the Parallel points at.
      visit.line.at = line.at;
    });
  }
  yield scope.join;
  scope.stop();
  if (scope.failure === null) {
    execution.write('ParallelStateSucceeded', visit.line.at);
    return { kind: 'result', value: scope.outputs };
  }
  if (scope.failure.kind === 'fatal') return scope.failure;
  yield* sleep(execution.world.scheduler, execution.random.between(8, 14));
  writeClosed(execution, scope.lines, null, scope.failure.eventId);
  visit.open.lines = [];
  return scope.failure;
}
