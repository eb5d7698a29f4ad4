import type { Routine } from '../clock/routine';
import type { JsonMap, JsonValue } from '../json-value';
import type { Definition, State } from '../language/definition';
import { RuntimeFailure, type StateError } from '../language/states-error';
import type { Execution } from './execution';
import type { Line, LineEnd, OpenState } from './line';

/** The item an iteration of a Map works on. */
export type MapItem = { readonly index: number; readonly value: JsonValue };

/** Runs states from the start of `definition` on `line`; handed down so that Parallel and Map can run lines of theirs. */
export type RunLine = (
  execution: Execution,
  definition: Definition,
  input: JsonValue,
  line: Line,
  item: MapItem | null,
) => Routine<LineEnd>;

/** One pass through a state. */
export type Visit = {
  readonly execution: Execution;
  readonly line: Line;
  readonly open: OpenState;
  readonly item: MapItem | null;
  readonly input: JsonValue;
  readonly runLine: RunLine;
};

/** What one attempt adds to the context object. */
export type AttemptContext = { readonly retryCount: number; readonly token: string | null };

/** The context object, `$$` in paths. */
export function toContext(visit: Visit, attempt: AttemptContext = { retryCount: 0, token: null }): JsonMap {
  const { execution, item } = visit;
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.machine.roleArn,
      StartTime: new Date(execution.startMs).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redriveMs === null ? {} : { RedriveTime: new Date(execution.redriveMs).toISOString() }),
    },
    StateMachine: { Id: execution.machine.arn, Name: execution.machine.name },
    State: {
      Name: visit.open.name,
      EnteredTime: new Date(visit.open.enteredMs).toISOString(),
      RetryCount: attempt.retryCount,
    },
    ...(attempt.token === null ? {} : { Task: { Token: attempt.token } }),
    ...(item === null ? {} : { Map: { Item: { Index: item.index, Value: item.value } } }),
  };
}

/** Appends an event to the visit's line. */
export function writeNext(visit: Visit, type: string, details?: JsonMap): number {
  visit.line.at = visit.execution.write(type, visit.line.at, details);
  return visit.line.at;
}

/** The end that a States.Runtime failure gives; anything else that was thrown is a mistake of ours and goes on. */
export function toFatal(visit: Visit, state: State, error: unknown): LineEnd & { readonly kind: 'fatal' } {
  if (!(error instanceof RuntimeFailure)) throw error;
  const place = `the state '${state.name}' (entered at the event id #${visit.open.enteredEventId})`;
  const failure: StateError = {
    error: 'States.Runtime',
    cause: `An error occurred while executing ${place}. ${error.message}`,
  };
  return { kind: 'fatal', eventId: failedAt(visit), ...failure };
}

/**
 * The event that a state without an attempt of its own fails at. One that fails again after a redrive writes nothing
 * first, and the failure points at the redrive (aws-facts §2.6).
 */
export function failedAt({ execution, line, open }: Visit): number {
  const isAgain =
    line === execution.root && line.at === open.enteredEventId && execution.redrivenEventId > open.enteredEventId;
  return isAgain ? execution.redrivenEventId : line.at;
}
