import type { HistoryWriter } from './history-writer';
import type { StatePlan } from './plan';
import { runDistributedMap } from './run-distributed-map';
import { runMap } from './run-map';
import { runParallel } from './run-parallel';
import { runTask } from './run-task';
import { failToEvaluate, failToRun, type StateRun } from './state-run';
import type { Line, Steps } from './truth';

/** Above this a loop is left: histories stay short enough to be read. */
const MOST_LOOPS = 3;

/** Goes along a line from where it is, which after a redrive is the visit that never exited. */
export function* walkLine(history: HistoryWriter, line: Line): Steps {
  let plan = line.plan[line.position];
  while (plan !== undefined) {
    const isResumed = line.visit !== null;
    const visit = line.visit ?? history.enter(line, plan);
    const walk = (inner: Line) => walkLine(history, inner);
    const went = yield* runState({ history, line, visit, isResumed, walk }, plan);
    if (went.kind !== 'done') return went;
    line.visit = null;
    line.at = went.at;
    line.position = nextPosition(history, line, plan);
    plan = line.plan[line.position];
  }
  line.isDone = true;
  return { kind: 'done', at: line.at };
}

function nextPosition(history: HistoryWriter, line: Line, plan: StatePlan): number {
  if (plan.type === 'Succeed') return line.plan.length;
  if (plan.type !== 'Choice') return line.position + 1;
  const way = history.choices.of('on', 'past', 'back');
  if (way === 'past') return line.position + 2;
  if (way === 'on' || line.loops === MOST_LOOPS) return line.position + 1;
  line.loops += 1;
  return Math.max(0, line.position - plan.back);
}

function runState(run: StateRun, plan: StatePlan): Steps {
  switch (plan.type) {
    case 'Task':
      return runTask(run, plan);
    case 'Parallel':
      return runParallel(run, plan);
    case 'Map':
      return runMap(run, plan);
    case 'DistributedMap':
      return runDistributedMap(run, plan);
    default:
      return runPlain(run, plan.type);
  }
}

/** A state without work. A resumed one writes nothing before its exit, and a resumed Fail state nothing at all. */
function* runPlain(run: StateRun, type: StatePlan['type']): Steps {
  const { history, visit, isResumed } = run;
  if (type === 'Fail') {
    history.fail(visit);
    const at = isResumed ? history.lastId : visit.id;
    return { kind: 'failed', at, origin: visit.id, error: 'Made.ToFail', cause: null, path: [visit] };
  }
  if (!isResumed && history.choices.oneIn(25)) return failToEvaluate(run);
  if (!isResumed && history.choices.oneIn(40)) return failToRun(run, visit.id);
  if (type === 'Wait') {
    history.pass(5_000);
    yield;
  }
  return { kind: 'done', at: history.exit(visit, visit.id) };
}
