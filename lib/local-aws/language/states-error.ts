/**
 * What ends an execution at once, whatever Retry and Catch say: a path that leads nowhere, a value of the wrong type.
 * AWS names it `States.Runtime` and writes `ExecutionFailed` straight after the state's entry (aws-facts §2.2).
 */
export class RuntimeFailure extends Error {}

/**
 * A JSONata expression that gives nothing or nothing fit. It fails the state with an event of its own, and Retry and Catch
 * may take it (aws-facts §2.4).
 */
export class EvaluationFailure extends Error {
  /** The field of the state, such as `Output/total`. */
  readonly location: string;

  constructor(location: string, message: string) {
    super(message);
    this.location = location;
  }
}

/** An error as a state ended with it. Both parts may be missing: SendTaskFailure may be called without them. */
export type StateError = {
  readonly error: string | null;
  readonly cause: string | null;
  /** AWS writes `States.Timeout` for a missed heartbeat too, and lets it be caught by a name of its own (aws-facts §3). */
  readonly missedHeartbeat?: true;
};

export const TIMEOUT_ERROR = 'States.Timeout';
export const EVALUATION_ERROR = 'States.QueryEvaluationError';

/** Whether an `ErrorEquals` list takes an error. `States.TaskFailed` takes every failure but a time-out. */
export function matchesError(errorEquals: readonly string[], { error, missedHeartbeat }: StateError): boolean {
  return errorEquals.some(
    (pattern) =>
      pattern === error ||
      pattern === 'States.ALL' ||
      (pattern === 'States.TaskFailed' && error !== TIMEOUT_ERROR) ||
      (pattern === 'States.HeartbeatTimeout' && missedHeartbeat === true),
  );
}
