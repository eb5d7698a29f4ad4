import type { Definition, StateDefinition } from './definition';
import { catchEntriesOf, retryEntriesOf } from './failure-entries';

/** What the definition does about a failure, and which state does it: the failed one, or a Map or Parallel around it. */
export type AfterFailure =
  | { readonly kind: 'retry'; readonly state: string }
  | { readonly kind: 'next'; readonly state: string; readonly next: string }
  | { readonly kind: 'fails' }
  /** The definition does not have the state, so it is not the one that runs. */
  | { readonly kind: 'unknown' };

/** A time-out goes by these names in `ErrorEquals`; a missed heartbeat by its own as well (aws-facts §3). */
export const TIMEOUT_NAMES = ['States.Timeout'] as const;
export const HEARTBEAT_NAMES = ['States.HeartbeatTimeout', 'States.Timeout'] as const;

/**
 * What follows when a state fails with an error of one of these names. `failuresOf` gives the errors with which a state's
 * open visit failed before, because those use up the attempts of a retrier.
 */
export function afterFailure(
  definition: Definition,
  state: string,
  names: readonly string[],
  failuresOf: (state: string) => readonly (string | null)[],
): AfterFailure {
  const failed = definition.states.get(state);
  if (failed === undefined) return { kind: 'unknown' };
  if (isRetried(failed, names, failuresOf(state))) return { kind: 'retry', state };
  const next = nextOfCatch(failed, names);
  if (next !== null) return { kind: 'next', state, next };
  // Nobody handled it here, so the Map or Parallel around it fails with the same error.
  return failed.container === null ? { kind: 'fails' } : afterFailure(definition, failed.container, names, failuresOf);
}

/** The first entry that takes the error decides; once its retries are used up no other one is looked at. */
function isRetried(state: StateDefinition, names: readonly string[], failures: readonly (string | null)[]): boolean {
  const entries = retryEntriesOf(state);
  const entry = entries.find(({ errorEquals }) => takes(errorEquals, names));
  if (entry === undefined) return false;
  const used = failures.filter(
    (error) => entries.find(({ errorEquals }) => takes(errorEquals, error === null ? [] : [error])) === entry,
  );
  return used.length < entry.maxAttempts;
}

function nextOfCatch(state: StateDefinition, names: readonly string[]): string | null {
  return catchEntriesOf(state).find(({ errorEquals }) => takes(errorEquals, names))?.next ?? null;
}

/** `States.TaskFailed` stands for every error of a task but a time-out. */
function takes(errorEquals: readonly string[], names: readonly string[]): boolean {
  const isTaskFailure = !names.some((name) => TIMEOUT_NAMES.some((timeout) => timeout === name));
  return errorEquals.some(
    (error) => error === 'States.ALL' || names.includes(error) || (error === 'States.TaskFailed' && isTaskFailure),
  );
}
