/**
 * The 62 members of HistoryEventType, written down from the service model. The product has its own table; this list is
 * separate so that a type left out there is found here.
 */
const ENTERED = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Map', 'Parallel'].map((s) => `${s}StateEntered`);
const EXITED = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Map', 'Parallel'].map((s) => `${s}StateExited`);
const EXECUTION = ['Started', 'Succeeded', 'Failed', 'Aborted', 'TimedOut', 'Redriven'].map((s) => `Execution${s}`);
const TASK = ['Scheduled', 'Started', 'StartFailed', 'Submitted', 'SubmitFailed', 'Succeeded', 'Failed', 'TimedOut'];
const LAMBDA = ['Scheduled', 'ScheduleFailed', 'Started', 'StartFailed', 'Succeeded', 'Failed', 'TimedOut'];
const ACTIVITY = ['Scheduled', 'ScheduleFailed', 'Started', 'Succeeded', 'Failed', 'TimedOut'];
const SCOPE = ['Started', 'Succeeded', 'Failed', 'Aborted'];

export const KNOWN_EVENT_TYPES: ReadonlySet<string> = new Set([
  ...ENTERED,
  ...EXITED,
  ...EXECUTION,
  ...TASK.map((s) => `Task${s}`),
  ...LAMBDA.map((s) => `LambdaFunction${s}`),
  ...ACTIVITY.map((s) => `Activity${s}`),
  ...SCOPE.map((s) => `MapState${s}`),
  ...SCOPE.map((s) => `MapIteration${s}`),
  ...SCOPE.map((s) => `ParallelState${s}`),
  ...SCOPE.map((s) => `MapRun${s}`),
  'MapRunRedriven',
  'TaskStateAborted',
  'WaitStateAborted',
  'EvaluationFailed',
]);
