import { isRecord, type PlainEvent } from '@/lib/testing/plain-event';

/** How a type is written in the table where an event points at nothing. */
const NOTHING = '(nothing)';

const STATES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Map', 'Parallel'];
const EXITED = STATES.map((state) => `${state}StateExited`);
const ENTERED = [...STATES, 'Fail'].map((state) => `${state}StateEntered`);
/** What a state is entered from: the start, the one before it, or what encloses it. */
const BEFORE_STATE = [NOTHING, ...EXITED, 'MapIterationStarted', 'ParallelStateStarted'];

const TASK_FAILED = ['TaskFailed', 'TaskTimedOut', 'TaskStartFailed', 'TaskSubmitFailed'];
const LAMBDA_FAILED = ['Failed', 'TimedOut', 'ScheduleFailed', 'StartFailed'].map((end) => `LambdaFunction${end}`);
const ACTIVITY_FAILED = ['Failed', 'TimedOut', 'ScheduleFailed'].map((end) => `Activity${end}`);
const WORK_FAILED = [...TASK_FAILED, ...LAMBDA_FAILED, ...ACTIVITY_FAILED];
const WORK_SUCCEEDED = ['TaskSucceeded', 'LambdaFunctionSucceeded', 'ActivitySucceeded'];
const WORK_STARTED = ['TaskStarted', 'TaskSubmitted', 'LambdaFunctionStarted', 'ActivityStarted'];
/** What a failure is passed on from. */
const FAILED = [
  ...WORK_FAILED,
  'FailStateEntered',
  'EvaluationFailed',
  'MapRunFailed',
  'MapStateFailed',
  'ParallelStateFailed',
];
const MAP_RUN = ['MapRunStarted', 'MapRunRedriven'];

/**
 * By the type of an event, the types of those it may point at: what recordings show and aws-facts §2 tells, and by the
 * shape of the rest what no recording shows (`…ScheduleFailed`, `…StartFailed`, `…SubmitFailed`, `…Aborted`).
 */
const PREDECESSORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ExecutionStarted', [NOTHING]],
  ['ExecutionSucceeded', EXITED],
  [
    'ExecutionFailed',
    [...FAILED, ...ENTERED, ...WORK_SUCCEEDED, ...WORK_STARTED, 'MapStateStarted', 'ExecutionRedriven'],
  ],
  ['ExecutionAborted', [NOTHING]],
  ['ExecutionTimedOut', [NOTHING]],
  ['ExecutionRedriven', ['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']],
  ...ENTERED.map((type): [string, readonly string[]] => [type, BEFORE_STATE]),
  ['PassStateExited', ['PassStateEntered']],
  ['ChoiceStateExited', ['ChoiceStateEntered']],
  ['WaitStateExited', ['WaitStateEntered']],
  ['SucceedStateExited', ['SucceedStateEntered']],
  ['TaskStateExited', [...WORK_SUCCEEDED, ...WORK_FAILED, 'EvaluationFailed']],
  ['MapStateExited', ['MapIterationSucceeded', 'MapRunSucceeded', ...MAP_RUN, 'MapStateStarted', 'MapStateFailed']],
  ['ParallelStateExited', [...EXITED, 'ParallelStateFailed']],
  ['EvaluationFailed', [...BEFORE_STATE, 'WaitStateEntered']],
  ['TaskScheduled', ['TaskStateEntered', ...TASK_FAILED]],
  ['TaskStarted', ['TaskScheduled']],
  ['TaskStartFailed', ['TaskScheduled']],
  ['TaskSubmitted', ['TaskStarted']],
  ['TaskSubmitFailed', ['TaskStarted']],
  ...['TaskSucceeded', 'TaskFailed', 'TaskTimedOut'].map((type): [string, readonly string[]] => [
    type,
    ['TaskStarted', 'TaskSubmitted'],
  ]),
  ['LambdaFunctionScheduled', ['TaskStateEntered', ...LAMBDA_FAILED]],
  ['LambdaFunctionScheduleFailed', ['TaskStateEntered', 'LambdaFunctionScheduled', ...LAMBDA_FAILED]],
  ['LambdaFunctionStarted', ['LambdaFunctionScheduled']],
  ['LambdaFunctionStartFailed', ['LambdaFunctionScheduled']],
  ['LambdaFunctionSucceeded', ['LambdaFunctionStarted']],
  ['LambdaFunctionFailed', ['LambdaFunctionStarted']],
  ['LambdaFunctionTimedOut', ['LambdaFunctionStarted']],
  ['ActivityScheduled', ['TaskStateEntered', ...ACTIVITY_FAILED]],
  ['ActivityScheduleFailed', ['TaskStateEntered', 'ActivityScheduled', ...ACTIVITY_FAILED]],
  ['ActivityStarted', ['ActivityScheduled']],
  ['ActivitySucceeded', ['ActivityStarted']],
  ['ActivityFailed', ['ActivityStarted']],
  ['ActivityTimedOut', ['ActivityStarted']],
  ['MapStateStarted', ['MapStateEntered', ...FAILED]],
  ['MapStateSucceeded', ['MapStateStarted', 'MapIterationSucceeded', 'MapRunSucceeded']],
  ['MapStateFailed', FAILED],
  ['MapIterationStarted', ['MapStateStarted', ...EXITED]],
  ['MapIterationSucceeded', EXITED],
  ['MapIterationFailed', FAILED],
  ['MapIterationAborted', FAILED],
  ['MapRunStarted', ['MapStateStarted']],
  ['MapRunRedriven', ['MapStateStarted']],
  ['MapRunSucceeded', MAP_RUN],
  ['MapRunFailed', MAP_RUN],
  ['MapRunAborted', [...MAP_RUN, ...FAILED]],
  ['ParallelStateStarted', ['ParallelStateEntered', ...FAILED]],
  ['ParallelStateSucceeded', EXITED],
  ['ParallelStateFailed', FAILED],
  ...['Task', 'Wait', 'Map', 'Parallel'].map((state): [string, readonly string[]] => [`${state}StateAborted`, FAILED]),
]);

const TERMINAL = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** At most one event of work goes on from each of these; a failure and a retry go on from others. */
const ONE_CONTINUATION = /^(Task|LambdaFunction|Activity)(Scheduled|Started|Submitted)$/;
const WORK = /^(Task|LambdaFunction|Activity)(?!State)/;

/**
 * What in a history AWS would not write, one line each; nothing in one that it may have written. Events must be all of one
 * execution, from its start, in order of id.
 */
export function historyViolations(events: readonly PlainEvent[]): readonly string[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return [
    ...events.flatMap((event, at) => orderViolations(event, events[at - 1], at + 1)),
    ...events.flatMap((event) => chainViolations(event, byId)),
    ...endViolations(events),
    ...continuationViolations(events, byId),
    ...nameViolations(events),
  ];
}

function orderViolations(event: PlainEvent, before: PlainEvent | undefined, expectedId: number): string[] {
  return [
    ...(event.id === expectedId ? [] : [`${named(event)} has another id than ${expectedId}`]),
    ...(event.previousId < event.id ? [] : [`${named(event)} points at ${event.previousId}, which is later`]),
    ...(event.previousId === 1 ? [`${named(event)} points at event 1, which nothing does`] : []),
    ...(before === undefined || before.timeMs <= event.timeMs
      ? []
      : [`${named(event)} is earlier than the one before`]),
  ];
}

function chainViolations(event: PlainEvent, byId: ReadonlyMap<number, PlainEvent>): string[] {
  const before = event.previousId === 0 ? NOTHING : byId.get(event.previousId)?.type;
  const allowed = PREDECESSORS.get(event.type);
  if (allowed === undefined) return [`${named(event)} is no known type`];
  return before !== undefined && allowed.includes(before) ? [] : [`${named(event)} points at ${before ?? 'no event'}`];
}

function endViolations(events: readonly PlainEvent[]): string[] {
  return events.flatMap((event, at) => {
    const next = events[at + 1];
    if (next === undefined || TERMINAL.test(event.type) === (next.type === 'ExecutionRedriven')) return [];
    return [`${named(next)} comes right after ${named(event)}`];
  });
}

function continuationViolations(events: readonly PlainEvent[], byId: ReadonlyMap<number, PlainEvent>): string[] {
  const continued = new Set<number>();
  return events.flatMap((event) => {
    const before = byId.get(event.previousId);
    if (before === undefined || !WORK.test(event.type) || !ONE_CONTINUATION.test(before.type)) return [];
    if (continued.has(before.id)) return [`${named(event)} is a second one after ${named(before)}`];
    continued.add(before.id);
    return [];
  });
}

/** Names belong to one state type, and no state is left more often than it was entered. */
function nameViolations(events: readonly PlainEvent[]): string[] {
  const typeOf = new Map<string, string>();
  const open = new Map<string, number>();
  return events.flatMap((event) => {
    const [, type, step] = /^(\w+)State(Entered|Exited)$/.exec(event.type) ?? [];
    if (type === undefined) return [];
    const name = isRecord(event.details) ? String(event.details['name']) : '';
    const known = typeOf.get(name) ?? type;
    typeOf.set(name, known);
    const visits = (open.get(name) ?? 0) + (step === 'Entered' ? 1 : -1);
    open.set(name, visits);
    return [
      ...(known === type ? [] : [`${named(event)} names a ${known} state`]),
      ...(visits < 0 ? [`${named(event)} exits ${name}, which is not open`] : []),
    ];
  });
}

function named({ id, type, previousId }: PlainEvent): string {
  return `${id} ${type}<-${previousId}`;
}
