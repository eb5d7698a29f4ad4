import { cancelLines } from './cancel';
import { type HistoryWriter, newLine } from './history-writer';
import type { StatePlan } from './plan';
import { runScope } from './run-scope';
import { runTogether } from './run-together';
import { failToEvaluate, type StateRun } from './state-run';
import type { Line, Steps, TrueVisit } from './truth';

type MapPlan = Extract<StatePlan, { readonly type: 'Map' }>;

/**
 * An inline Map: as many iterations at once as it allows. A later one hangs on the last event of the iteration whose place it
 * takes, not on the Map (aws-facts §2.4).
 */
export function* runMap(run: StateRun, plan: MapPlan): Steps {
  const { history, visit, isResumed } = run;
  if (!isResumed && history.choices.oneIn(30)) {
    const went = failToEvaluate(run);
    const at = history.add('MapStateFailed', went.at);
    if (plan.catches) return { kind: 'done', at: history.exit(visit, at) };
    visit.outcome = 'failed';
    return { ...went, at };
  }
  const begin = (before: number) => {
    const at = history.add('MapStateStarted', before, { length: plan.length });
    visit.lengths.push(plan.length);
    visit.lines = [];
    const attempt = visit.attempts.length;
    for (let index = 0; index < Math.min(plan.length, plan.atOnce); index += 1) {
      startIteration(run, plan, { attempt, at });
    }
    return at;
  };
  return yield* runScope(run, plan, {
    begin,
    work: () =>
      runTogether(
        run,
        visit.lines.filter((each) => !each.isDone),
        visit.attempts.at(-1)?.id ?? visit.id,
        (done, at) => {
          const { attempt, iteration } = done.place;
          const closing = history.add('MapIterationSucceeded', at, { name: visit.state, index: iteration });
          visit.iterations.succeeded += 1;
          if (visit.lines.length === plan.length) return { at: closing, line: null };
          return { at: closing, line: startIteration(run, plan, { attempt, at }) };
        },
      ),
    cancel: ({ at, path }) => cancelIterations(history, visit, at, path),
    succeed: (at) => {
      history.add('MapStateSucceeded', at);
      return at;
    },
  });
}

function startIteration(
  { history, line, visit }: StateRun,
  plan: MapPlan,
  { attempt, at }: { readonly attempt: number | null; readonly at: number },
): Line {
  const index = visit.lines.length;
  const id = history.add('MapIterationStarted', at, { name: visit.state, index });
  visit.iterations.started += 1;
  const place = { container: visit, attempt, branch: null, iteration: index };
  const iteration = newLine(plan.body, `${line.path}${line.position}.`, place, id);
  visit.lines.push(iteration);
  return iteration;
}

/** The iteration that failed says so; it and the others are cancelled around it in the order of their index. */
function cancelIterations(history: HistoryWriter, visit: TrueVisit, at: number, path: readonly TrueVisit[]): void {
  for (const iteration of visit.lines) {
    if (iteration.isDone) continue;
    if (iteration.visit === null || !path.includes(iteration.visit)) {
      cancelLines(history, [iteration], at);
      continue;
    }
    history.add('MapIterationFailed', at, { name: visit.state, index: iteration.place.iteration });
    visit.iterations.failed += 1;
    if (iteration.visit.stateType === 'Task') history.add('TaskStateAborted', at);
  }
}
