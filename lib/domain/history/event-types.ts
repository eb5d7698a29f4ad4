/** The 62 members of `HistoryEventType` in the Step Functions API, by what they tell. */
export const HISTORY_EVENT_TYPES = [
  'ExecutionStarted',
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
  'ExecutionRedriven',
  'TaskStateEntered',
  'PassStateEntered',
  'ChoiceStateEntered',
  'WaitStateEntered',
  'SucceedStateEntered',
  'FailStateEntered',
  'MapStateEntered',
  'ParallelStateEntered',
  'TaskStateExited',
  'PassStateExited',
  'ChoiceStateExited',
  'WaitStateExited',
  'SucceedStateExited',
  'MapStateExited',
  'ParallelStateExited',
  'TaskStateAborted',
  'WaitStateAborted',
  'TaskScheduled',
  'TaskStarted',
  'TaskSubmitted',
  'TaskSucceeded',
  'TaskFailed',
  'TaskTimedOut',
  'TaskStartFailed',
  'TaskSubmitFailed',
  'ActivityScheduled',
  'ActivityStarted',
  'ActivitySucceeded',
  'ActivityFailed',
  'ActivityTimedOut',
  'ActivityScheduleFailed',
  'LambdaFunctionScheduled',
  'LambdaFunctionStarted',
  'LambdaFunctionSucceeded',
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
  'MapStateStarted',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateAborted',
  'MapIterationStarted',
  'MapIterationSucceeded',
  'MapIterationFailed',
  'MapIterationAborted',
  'MapRunStarted',
  'MapRunSucceeded',
  'MapRunFailed',
  'MapRunAborted',
  'MapRunRedriven',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'EvaluationFailed',
] as const;

export type HistoryEventType = (typeof HISTORY_EVENT_TYPES)[number];

/** The types of state an Amazon States Language definition can hold. */
export type StateType = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Map' | 'Parallel';

const KNOWN: ReadonlySet<string> = new Set(HISTORY_EVENT_TYPES);

/** False for a type that AWS added after this table was written; such events stay visible as unknown. */
export function isHistoryEventType(type: string): type is HistoryEventType {
  return KNOWN.has(type);
}
