import type { BuiltEvent } from '@/lib/testing/history-builder';
import { endFromOutside } from './cancel';
import { HistoryWriter, newLine } from './history-writer';
import type { ExecutionPlan, RunPlan } from './plan';
import { canRedrive, reopen } from './redrive';
import type { Line, Steps, TrueVisit, Truth, Went } from './truth';
import { walkLine } from './walk-line';

/** The events of an execution as the API answers them, and what they mean. */
export type GeneratedHistory = { readonly events: readonly BuiltEvent[]; readonly truth: Truth };

type RunEnd = Pick<Truth, 'status' | 'rootCause' | 'fatalVisits'>;

const STILL_RUNNING: RunEnd = { status: 'RUNNING', rootCause: null, fatalVisits: [] };
/** What has so many events is left running: long enough for every shape, short enough to be read. */
const MOST_EVENTS = 400;

/**
 * Writes the history of an execution as AWS does by the rules of aws-facts §2, and keeps beside it what it means. It shares no
 * code with the fold, which is checked against it. The same plan gives the same history.
 */
export function generateHistory({ machine, runs, choices }: ExecutionPlan): GeneratedHistory {
  const history = new HistoryWriter(choices);
  const root = newLine(machine, '', { container: null, attempt: null, branch: null, iteration: null }, 0);
  let end = STILL_RUNNING;
  for (const [number, run] of runs.entries()) {
    if (number > 0) {
      if (end.status === 'RUNNING' || end.status === 'SUCCEEDED' || !canRedrive(root)) break;
      history.pass(100_000);
      history.run += 1;
      history.add('ExecutionRedriven', history.lastId, { redriveCount: history.run });
      if (root.visit !== null) reopen(root.visit);
    }
    end = runOnce(history, root, run);
  }
  return { events: history.events, truth: { ...end, visits: history.visits, redrives: history.run } };
}

function runOnce(history: HistoryWriter, root: Line, run: RunPlan): RunEnd {
  const steps: Steps = walkLine(history, root);
  for (let taken = 0; history.lastId < MOST_EVENTS; taken += 1) {
    if (taken > run.steps && run.ending !== 'itself') return stop(history, root, run.ending);
    history.pass();
    const step = steps.next();
    if (step.done === true) return close(history, root, step.value);
  }
  return STILL_RUNNING;
}

function stop(history: HistoryWriter, root: Line, ending: 'abort' | 'time-out' | 'none'): RunEnd {
  if (ending === 'none') return STILL_RUNNING;
  history.pass();
  if (ending === 'abort') history.add('ExecutionAborted', 0);
  else history.add('ExecutionTimedOut', 0, { error: 'States.Timeout' });
  if (root.visit !== null) endFromOutside(root.visit);
  return { ...STILL_RUNNING, status: ending === 'abort' ? 'ABORTED' : 'TIMED_OUT' };
}

function close(history: HistoryWriter, root: Line, went: Went): RunEnd {
  if (went.kind === 'done') {
    history.add('ExecutionSucceeded', went.at, { output: '{}' });
    return { ...STILL_RUNNING, status: 'SUCCEEDED' };
  }
  const { at, error, cause, origin, path } = went;
  history.add('ExecutionFailed', at, { ...(error === null ? {} : { error }), ...(cause === null ? {} : { cause }) });
  if (root.visit !== null) endFromOutside(root.visit);
  return { status: 'FAILED', rootCause: origin, fatalVisits: path.map((visit: TrueVisit) => visit.id) };
}
