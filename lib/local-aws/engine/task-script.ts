import type { JsonValue } from '../json-value';
import type { StateError } from '../language/states-error';
import type { Random } from '../random';

/** What a task is asked to do: one attempt of one state. */
export type TaskCall = {
  readonly state: string;
  /** 0 for the first attempt of a visit. */
  readonly attempt: number;
  /** What the state's `InputPath` and `Parameters` gave. */
  readonly input: JsonValue;
  readonly executionName: string;
  /** Virtual time, epoch milliseconds. */
  readonly nowMs: number;
  readonly random: Random;
};

export type TaskResult =
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | ({ readonly kind: 'failed' } & StateError);

/** How one attempt goes. */
export type TaskBehaviour = {
  /** Milliseconds of work, or `null`: nobody answers, until an API call, a time-out or a release does. */
  readonly durationMs: number | null;
  readonly result: TaskResult;
};

/** What the tasks of a machine do, by state name. It draws on the call's randomness only, so that runs repeat. */
export type MachineScript = Readonly<Record<string, (call: TaskCall) => TaskBehaviour>>;

export function succeeds(durationMs: number | null, output: JsonValue): TaskBehaviour {
  return { durationMs, result: { kind: 'succeeded', output } };
}

export function fails(durationMs: number | null, error: string, cause: string): TaskBehaviour {
  return { durationMs, result: { kind: 'failed', error, cause } };
}

/** A failure as a Lambda function reports it: the cause is JSON text with message, type and stack. */
export function lambdaFails(
  durationMs: number,
  error: string,
  message: string,
  trace: readonly string[],
): TaskBehaviour {
  return fails(durationMs, error, JSON.stringify({ errorType: error, errorMessage: message, trace }));
}
