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
  /** The field of the state, such as `Output/total`; `null` where the definition has no such field. */
  readonly location: string | null;

  constructor(location: string | null, message: string) {
    super(message);
    this.location = location;
  }
}

/** A result or an output that is larger than AWS hands on. */
export class DataLimitFailure extends Error {}

/** Most that an input, an output or a task's answer may hold, bytes (aws-facts §1.4). */
export const MAX_PAYLOAD_BYTES = 262_144;

/**
 * @param text a payload as JSON
 * @param subject the state, or the service or function that gave it
 * @throws DataLimitFailure in AWS's words (the corpus' `data-limit-exceeded-on-large-utf8-response`)
 */
export function requireHeld(text: string, subject: string): void {
  // A character takes up to three bytes of UTF-8, and most payloads are far too short to count them.
  if (text.length * 3 <= MAX_PAYLOAD_BYTES || Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES) return;
  throw new DataLimitFailure(
    `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** An error as a state ended with it. Both parts may be missing: SendTaskFailure may be called without them. */
export type StateError = {
  readonly error: string | null;
  readonly cause: string | null;
  /** AWS writes `States.Timeout` for a missed heartbeat too, and lets it be caught by a name of its own (aws-facts §3). */
  readonly missedHeartbeat?: true;
};

export const TIMEOUT_ERROR = 'States.Timeout';
export const DATA_LIMIT_ERROR = 'States.DataLimitExceeded';
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
