/** What failed, as Retry and Catch look at it. */
export type MatchableError = {
  readonly error: string | null;
  /** AWS writes `States.Timeout` for a missed heartbeat too, and lets it be named apart (aws-facts §3). */
  readonly missedHeartbeat: boolean;
};

/** Fails the execution whatever Retry and Catch say. */
const NEVER_HANDLED = 'States.Runtime';
const TIMEOUT = 'States.Timeout';

/** Whether any Retry or Catch entry could take the error. */
export function canBeHandled({ error }: MatchableError): boolean {
  return error !== NEVER_HANDLED;
}

/**
 * Whether an `ErrorEquals` list takes the error. `States.TaskFailed` takes every failure but a time-out. `States.ALL` takes
 * `States.DataLimitExceeded` too: the documentation denies it, recorded executions show it.
 */
export function takesError(errorEquals: readonly string[], { error, missedHeartbeat }: MatchableError): boolean {
  if (error === NEVER_HANDLED) return false;
  return errorEquals.some((pattern) => {
    if (pattern === error || (pattern === 'States.HeartbeatTimeout' && missedHeartbeat)) return true;
    return pattern === 'States.ALL' || (pattern === 'States.TaskFailed' && error !== TIMEOUT);
  });
}
