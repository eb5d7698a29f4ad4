import type { JsonMap, JsonValue } from '../json-value';

/** One event of an execution, before it is written to the wire or to a log. `details` are flat, as logs have them. */
export type HistoryEvent = {
  readonly id: number;
  readonly previousEventId: number;
  readonly timeMs: number;
  readonly type: string;
  readonly details: JsonMap;
};

/** Standard executions end here; AWS's own limit, and hard (aws-facts §1.4). */
export const MAX_EVENTS = 25_000;

/**
 * The member that holds an event's details on the wire, or `null` for the types that have none (aws-facts §2.1).
 */
export function detailsMember(type: string): string | null {
  if (WITHOUT_DETAILS.has(type)) return null;
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

const WITHOUT_DETAILS: ReadonlySet<string> = new Set([
  'LambdaFunctionStarted',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateAborted',
  'MapRunSucceeded',
  'MapRunAborted',
  'TaskStateAborted',
  'WaitStateAborted',
]);

/** What vanishes where execution data is not asked for; errors and causes stay (aws-facts §2.1, §4.2). */
const EXECUTION_DATA: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/** An event's details without payloads. */
export function withoutData(details: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(details).filter(([member]) => !EXECUTION_DATA.has(member)));
}

/** An input as event details hold it: JSON text, and a note that it is whole. */
export function inputDetails(value: JsonValue): JsonMap {
  return { input: toText(value), inputDetails: { truncated: false } };
}

export function outputDetails(value: JsonValue): JsonMap {
  return { output: toText(value), outputDetails: { truncated: false } };
}

/** Data is passed on and never changed, so that what leaves one state has the text of what enters the next. */
const texts = new WeakMap<object, string>();

function toText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Variables as the exit of a state holds them: JSON text by name, nothing where none was set (aws-facts §2.4). */
export function assignedDetails(assigned: JsonMap): JsonMap {
  const entries = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
  if (entries.length === 0) return {};
  return { assignedVariables: Object.fromEntries(entries), assignedVariablesDetails: { truncated: false } };
}

/** An error's details; a part that is missing is left out, as AWS does. */
export function errorDetails({
  error,
  cause,
}: {
  readonly error: string | null;
  readonly cause: string | null;
}): JsonMap {
  return { ...(error === null ? {} : { error }), ...(cause === null ? {} : { cause }) };
}
