import { cancelLines } from './cancel';
import { newLine } from './history-writer';
import type { StatePlan } from './plan';
import { runScope } from './run-scope';
import { runTogether } from './run-together';
import type { StateRun } from './state-run';
import type { Steps } from './truth';

/** A Parallel: its branches begin at once, each hanging on `ParallelStateStarted`. */
export function runParallel(run: StateRun, plan: Extract<StatePlan, { readonly type: 'Parallel' }>): Steps {
  const { history, line, visit } = run;
  return runScope(run, plan, {
    begin: (before) => {
      const at = history.add('ParallelStateStarted', before);
      const attempt = visit.attempts.length;
      visit.branches = 0;
      visit.lines = plan.branches.map((branch, number) =>
        newLine(
          branch,
          `${line.path}${line.position}.${number}.`,
          { container: visit, attempt, branch: null, iteration: null },
          at,
        ),
      );
      return at;
    },
    work: () =>
      runTogether(
        run,
        visit.lines.filter((each) => !each.isDone),
        visit.attempts.at(-1)?.id ?? visit.id,
        (_, at) => ({ at, line: null }),
      ),
    cancel: ({ at }) => cancelLines(history, visit.lines, at),
    // The exit hangs on the last event inside, as the event of success does (aws-facts §2.4).
    succeed: (at) => {
      history.add('ParallelStateSucceeded', at);
      return at;
    },
  });
}
