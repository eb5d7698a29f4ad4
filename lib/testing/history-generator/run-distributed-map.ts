import type { HistoryWriter } from './history-writer';
import type { StatePlan } from './plan';
import { runScope } from './run-scope';
import { failToRun, type StateRun } from './state-run';
import type { Steps, TrueVisit, Went } from './truth';

/** A distributed Map: its items are executions of their own, so its history holds the Map Run and nothing of them. */
export function runDistributedMap(run: StateRun, plan: Extract<StatePlan, { readonly type: 'DistributedMap' }>): Steps {
  const { history, visit, isResumed } = run;
  let isRedriven = isResumed;
  return runScope(run, plan, {
    begin: (before) => {
      visit.lengths.push(0);
      visit.mapRunAt = null;
      return history.add('MapStateStarted', before, { length: 0 });
    },
    work: () => {
      const steps = runMapRun(run, isRedriven);
      isRedriven = false;
      return steps;
    },
    cancel: () => {},
    succeed: (at) => {
      history.add('MapStateSucceeded', at);
      // Newer recordings hang the exit on the beginning of the Map Run (aws-facts §2.5).
      return history.choices.of(at, visit.mapRunAt ?? at);
    },
  });
}

function* runMapRun(run: StateRun, isRedriven: boolean): Steps {
  const { history, visit } = run;
  const { choices } = history;
  const startedAt = visit.attempts.at(-1)?.id ?? visit.id;
  const mapRunArn = `arn:aws:states:eu-west-1:123456789012:mapRun:made/Label:${startedAt}`;
  if (!isRedriven && choices.oneIn(40)) return failToRun(run, startedAt);
  if (isRedriven) visit.mapRunAt = history.add('MapRunRedriven', startedAt, { mapRunArn, redriveCount: history.run });
  else visit.mapRunAt = history.add('MapRunStarted', startedAt, { mapRunArn });
  yield;
  history.pass(5_000);
  if (choices.oneIn(3)) return failMapRun(history, visit, visit.mapRunAt);
  return { kind: 'done', at: history.add('MapRunSucceeded', visit.mapRunAt) };
}

function failMapRun(history: HistoryWriter, visit: TrueVisit, before: number): Went {
  const error = 'States.ExceedToleratedFailureThreshold';
  const at = history.add('MapRunFailed', before, { error });
  visit.errors.push(error);
  return { kind: 'failed', at, origin: at, error, cause: null, path: [visit] };
}
