import type { HistoryWriter } from './history-writer';
import type { Line, Steps, TrueVisit, Went } from './truth';

/** A state about to be run: where it stands and what it may use. */
export type StateRun = {
  readonly history: HistoryWriter;
  readonly line: Line;
  readonly visit: TrueVisit;
  /** True after a redrive: the entry is that of an earlier run. */
  readonly isResumed: boolean;
  /** Runs the states inside. */
  readonly walk: (line: Line) => Steps;
};

/** JSONata that fails: its event hangs on what the entry hangs on, for a Wait on the entry (aws-facts §2.4). */
export function failToEvaluate({ history, line, visit }: StateRun): Went {
  const error = 'States.QueryEvaluationError';
  const cause = causeOf(visit);
  const before = visit.stateType === 'Wait' ? visit.id : line.at;
  const at = history.add('EvaluationFailed', before, { state: visit.state, error, cause, location: 'Output' });
  history.fail(visit);
  visit.errors.push(error);
  return { kind: 'failed', at, origin: at, error, cause, path: [visit] };
}

/** An error of the interpreter: no event of its own, the execution fails straight from `at`. */
export function failToRun({ history, visit }: StateRun, at: number): Went {
  history.fail(visit);
  visit.errors.push('States.Runtime');
  return { kind: 'fatal', at, origin: visit.id, error: 'States.Runtime', cause: causeOf(visit), path: [visit] };
}

function causeOf({ id, state }: TrueVisit): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${id}). No such thing.`;
}
