import type { StateError } from '../language/states-error';
import type { StateMachine } from './state-machine';

/** How an execution of a deleted machine ends at its next transition (the corpus' `machine-deleted`). */
export function deletedFailure({ name }: StateMachine): StateError {
  return { error: 'States.Runtime', cause: `State machine ${name} has been deleted` };
}

/** How long the executions of a deleted machine can still be read, ms (aws-facts §1.1). */
export const DELETING_MS = { least: 90_000, most: 115_000 };

/** A machine is there until its last execution is over; how often that is looked for, ms. */
export const DELETING_CHECK_MS = 10_000;

/** Whether the ARN of an execution or a map run is one of the machine's, those of its map runs' children included. */
export function belongsTo({ name }: StateMachine, arn: string): boolean {
  const owner = arn.split(':')[6] ?? '';
  return owner === name || owner.startsWith(`${name}/`);
}
