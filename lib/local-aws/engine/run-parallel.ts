import { type Routine, sleep } from '../clock/routine';
import type { JsonValue } from '../json-value';
import type { ParallelState } from '../language/definition';
import { Line, type WorkEnd } from './line';
import { Scope, writeClosed } from './scope';
import { workInput } from './state-data';
import { type Visit, writeNext } from './visit';
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
  const input = workInput(visit, state);
  const scope = new Scope(state.branches.length, writeNext(visit, 'ParallelStateStarted'));
  return yield* joinBranches(visit, state, scope, input);
}

/** Runs the branches that have not succeeded: all of them at first, what is left after a redrive. */
function* joinBranches(visit: Visit, state: ParallelState, scope: Scope, input: JsonValue): Routine<WorkEnd> {
  const { execution, open, line } = visit;
  open.lines = scope.lines;
  open.isClosed = false;
  open.resume = () => {
    scope.reopen();
    return joinBranches(visit, state, scope, input);
  };
  for (const [index, branch] of state.branches.entries()) {
    if (scope.failure !== null) break;
    const scopeLine = scope.lines[index] ?? scope.add(index, new Line(scope.startedEventId, line.variables));
    if (scopeLine.state === 'succeeded') continue;
    scope.start(scopeLine, visit.runLine(execution, branch, input, scopeLine.line, visit.item), () => {
      // The last branch to finish is the one that the end of the Parallel points at.
      scope.lastEventId = scopeLine.line.at;
    });
  }
  yield scope.join;
  scope.stop();
  if (scope.failure === null) {
    line.at = scope.lastEventId;
    execution.write('ParallelStateSucceeded', line.at);
    return { kind: 'result', value: scope.outputs };
  }
  if (scope.failure.kind === 'fatal') return scope.failure;
  yield* sleep(execution.world.scheduler, execution.random.between(8, 14));
  writeClosed(execution, scope.lines, null, scope.failure.eventId);
  open.isClosed = true;
  return scope.failure;
}
