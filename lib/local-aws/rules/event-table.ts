const ENTRY =
  'TaskStateEntered PassStateEntered ChoiceStateEntered WaitStateEntered SucceedStateEntered FailStateEntered MapStateEntered ParallelStateEntered';
const EXIT =
  'TaskStateExited PassStateExited ChoiceStateExited WaitStateExited SucceedStateExited MapStateExited ParallelStateExited';
const ATTEMPT_FAILURE =
  'TaskFailed TaskTimedOut LambdaFunctionFailed LambdaFunctionTimedOut ActivityFailed ActivityTimedOut';
const ATTEMPT_SUCCESS = 'TaskSucceeded LambdaFunctionSucceeded ActivitySucceeded';
/** What can end a scope or an execution: a failed attempt, a Fail state, a scope that failed, a failed expression. */
const FAILURE = `${ATTEMPT_FAILURE} FailStateEntered MapStateFailed ParallelStateFailed EvaluationFailed MapRunFailed`;
const SCOPE_START = '0 MapIterationStarted ParallelStateStarted';
const ANY_ENTRY = `${SCOPE_START} ${EXIT}`;

type Row = { readonly after: string; readonly needs?: string; readonly hasNoDetails?: true };

/**
 * For every type: what its `previousEventId` may point at (`0` = nothing) and which members its details always have.
 * Written from aws-facts §2 and the recordings, apart from the engine that is checked with it.
 */
const ROWS: Readonly<Record<string, Row>> = {
  ExecutionStarted: { after: '0', needs: 'input roleArn' },
  ExecutionSucceeded: { after: EXIT, needs: 'output' },
  // States.Runtime points at wherever the line stood.
  ExecutionFailed: {
    after: `${FAILURE} ${ENTRY} ExecutionRedriven MapStateStarted LambdaFunctionSucceeded TaskSucceeded ActivityStarted`,
  },
  ExecutionAborted: { after: '0' },
  ExecutionTimedOut: { after: '0', needs: 'error' },
  ExecutionRedriven: { after: 'ExecutionFailed ExecutionAborted ExecutionTimedOut', needs: 'redriveCount' },
  TaskStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  PassStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  ChoiceStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  WaitStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  SucceedStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  FailStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  MapStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  ParallelStateEntered: { after: ANY_ENTRY, needs: 'name input' },
  TaskStateExited: {
    after: `TaskSucceeded LambdaFunctionSucceeded ActivitySucceeded ${ATTEMPT_FAILURE} EvaluationFailed`,
    needs: 'name output',
  },
  PassStateExited: { after: 'PassStateEntered', needs: 'name output' },
  ChoiceStateExited: { after: 'ChoiceStateEntered', needs: 'name output' },
  WaitStateExited: { after: 'WaitStateEntered', needs: 'name output' },
  SucceedStateExited: { after: 'SucceedStateEntered', needs: 'name output' },
  // ParallelStateSucceeded and MapStateSucceeded stand beside the chain: the exit points past them.
  ParallelStateExited: { after: `${EXIT} ParallelStateFailed`, needs: 'name output' },
  MapStateExited: {
    after: 'MapIterationSucceeded MapStateStarted MapStateFailed MapRunSucceeded MapRunStarted MapRunRedriven',
    needs: 'name output',
  },
  TaskScheduled: {
    after: 'TaskStateEntered TaskFailed TaskTimedOut EvaluationFailed',
    needs: 'resourceType resource region parameters',
  },
  TaskStarted: { after: 'TaskScheduled', needs: 'resourceType resource' },
  TaskSubmitted: { after: 'TaskStarted', needs: 'resourceType resource output' },
  TaskSucceeded: { after: 'TaskStarted TaskSubmitted', needs: 'resourceType resource output' },
  TaskFailed: { after: 'TaskStarted TaskSubmitted', needs: 'resourceType resource' },
  TaskTimedOut: { after: 'TaskStarted TaskSubmitted', needs: 'resourceType resource error' },
  LambdaFunctionScheduled: {
    after: 'TaskStateEntered LambdaFunctionFailed LambdaFunctionTimedOut EvaluationFailed',
    needs: 'resource input',
  },
  LambdaFunctionStarted: { after: 'LambdaFunctionScheduled', hasNoDetails: true },
  LambdaFunctionSucceeded: { after: 'LambdaFunctionStarted', needs: 'output' },
  LambdaFunctionFailed: { after: 'LambdaFunctionStarted' },
  LambdaFunctionTimedOut: { after: 'LambdaFunctionStarted', needs: 'error' },
  ActivityScheduled: {
    after: 'TaskStateEntered ActivityFailed ActivityTimedOut EvaluationFailed',
    needs: 'resource input',
  },
  ActivityStarted: { after: 'ActivityScheduled' },
  ActivitySucceeded: { after: 'ActivityStarted', needs: 'output' },
  ActivityFailed: { after: 'ActivityStarted' },
  ActivityTimedOut: { after: 'ActivityStarted', needs: 'error' },
  ParallelStateStarted: { after: `ParallelStateEntered ${FAILURE}`, hasNoDetails: true },
  ParallelStateSucceeded: { after: EXIT, hasNoDetails: true },
  ParallelStateFailed: { after: FAILURE, hasNoDetails: true },
  ParallelStateAborted: { after: FAILURE, hasNoDetails: true },
  MapStateStarted: { after: `MapStateEntered ${FAILURE}`, needs: 'length' },
  MapStateSucceeded: { after: 'MapIterationSucceeded MapStateStarted MapRunSucceeded', hasNoDetails: true },
  MapStateFailed: { after: FAILURE, hasNoDetails: true },
  MapStateAborted: { after: FAILURE, hasNoDetails: true },
  MapIterationStarted: { after: `MapStateStarted ${EXIT}`, needs: 'name index' },
  MapIterationSucceeded: { after: EXIT, needs: 'name index' },
  MapIterationFailed: { after: FAILURE, needs: 'name index' },
  MapIterationAborted: { after: FAILURE, needs: 'name index' },
  MapRunStarted: { after: 'MapStateStarted', needs: 'mapRunArn' },
  MapRunRedriven: { after: 'MapStateStarted', needs: 'mapRunArn redriveCount' },
  MapRunSucceeded: { after: 'MapRunStarted MapRunRedriven', hasNoDetails: true },
  MapRunFailed: { after: 'MapRunStarted MapRunRedriven', needs: 'error' },
  TaskStateAborted: { after: FAILURE, hasNoDetails: true },
  WaitStateAborted: { after: FAILURE, hasNoDetails: true },
  // Its place in the chain varies by state type (aws-facts §9.16).
  EvaluationFailed: {
    after: `${SCOPE_START} ${ENTRY} ${EXIT} ${ATTEMPT_FAILURE} ${ATTEMPT_SUCCESS} EvaluationFailed`,
    needs: 'state error cause',
  },
};

/** What the rules know about one type of event. */
export type EventFacts = {
  readonly after: ReadonlySet<string>;
  readonly needs: readonly string[];
  readonly hasDetails: boolean;
};

export const EVENT_FACTS: ReadonlyMap<string, EventFacts> = new Map(
  Object.entries(ROWS).map(([type, { after, needs = '', hasNoDetails = false }]) => [
    type,
    {
      after: new Set(after.split(' ')),
      needs: needs.split(' ').filter((member) => member !== ''),
      hasDetails: !hasNoDetails,
    },
  ]),
);
