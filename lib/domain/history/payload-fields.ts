import { isJsonObject, type JsonObject, parseJson, textOf } from '@/lib/base/json';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import { type HistoryEventType, isHistoryEventType } from './event-types';
import type { HistoryEvent } from './history-event';

/** The members of an event's details that hold what people and services passed around. */
export const PAYLOAD_FIELDS = ['input', 'output', 'parameters', 'error', 'cause', 'assignedVariables'] as const;
export type PayloadFieldName = (typeof PAYLOAD_FIELDS)[number];

/** Left out when a history is read without data, and by us before events are stored; error and cause are told anyway. */
const DATA_MEMBERS: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

type DataField = Exclude<PayloadFieldName, 'error' | 'cause'>;

const IN: readonly DataField[] = ['input'];
const OUT: readonly DataField[] = ['output'];
const EXIT: readonly DataField[] = ['output', 'assignedVariables'];

/** Which data an event of each type can hold (aws-facts §2.1). */
const DATA_OF: Partial<Record<HistoryEventType, readonly DataField[]>> = {
  ExecutionStarted: IN,
  ExecutionSucceeded: OUT,
  TaskStateEntered: IN,
  PassStateEntered: IN,
  ChoiceStateEntered: IN,
  WaitStateEntered: IN,
  SucceedStateEntered: IN,
  FailStateEntered: IN,
  MapStateEntered: IN,
  ParallelStateEntered: IN,
  TaskStateExited: EXIT,
  PassStateExited: EXIT,
  ChoiceStateExited: EXIT,
  WaitStateExited: EXIT,
  SucceedStateExited: EXIT,
  MapStateExited: EXIT,
  ParallelStateExited: EXIT,
  TaskScheduled: ['parameters'],
  TaskSubmitted: OUT,
  TaskSucceeded: OUT,
  ActivityScheduled: IN,
  ActivitySucceeded: OUT,
  LambdaFunctionScheduled: IN,
  LambdaFunctionSucceeded: OUT,
};

/** Whether there is something to open: data by the event's type, or an error or cause that it tells. */
export function hasPayload(event: HistoryEvent): boolean {
  if (textOf(event.details, 'error') !== undefined || textOf(event.details, 'cause') !== undefined) return true;
  return holdsData(event.type);
}

/** Whether events of this type hold data, which is left out when a history is read without it. */
export function holdsData(type: string): boolean {
  return isHistoryEventType(type) && DATA_OF[type] !== undefined;
}

/** The member of an input that names the execution which started this one, where its definition passes it on (aws-facts §3). */
const PARENT = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

/**
 * The event without its data, as it is stored. What links executions stays: of a task's output the ARN of the execution
 * it started, of an execution's input the one that started it.
 */
export function withoutData(event: HistoryEvent): HistoryEvent {
  const entries = Object.entries(event.details).filter(([name]) => !DATA_MEMBERS.has(name));
  const links = [...childLink(event.details), ...parentLink(event)];
  return { ...event, details: Object.fromEntries([...entries, ...links]) };
}

function childLink(details: JsonObject): readonly (readonly [string, string])[] {
  if (!/^start(Sync)?Execution\b/.test(textOf(details, 'resource') ?? '')) return [];
  const answer = parseJson(textOf(details, 'output') ?? '');
  if (!isJsonObject(answer)) return [];
  const arn = textOf(answer, 'ExecutionArn') ?? textOf(answer, 'executionArn');
  return arn === undefined ? [] : [['output', JSON.stringify({ ExecutionArn: arn })]];
}

function parentLink({ type, details }: HistoryEvent): readonly (readonly [string, string])[] {
  if (type !== 'ExecutionStarted') return [];
  const parent = parentIn(textOf(details, 'input') ?? null);
  return parent === null ? [] : [['input', JSON.stringify({ [PARENT]: parent })]];
}

/** The execution that an input says has started this one; null where it says none. `input` is JSON text. */
export function parentIn(input: string | null): string | null {
  if (input === null || !input.includes(PARENT)) return null;
  const given = parseJson(input);
  const arn = isJsonObject(given) ? textOf(given, PARENT) : undefined;
  if (arn === undefined) return null;
  // An input is anybody's text: what is no ARN of an execution leads nowhere.
  const parsed = parseArn(arn);
  return parsed.kind === 'ok' && isExecutionArn(parsed.arn) ? arn : null;
}
