import type { HistoryEventType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { failScheduling, failWork, scheduleWork, startWork, submitWork, succeedWork } from './fold-attempts';
import {
  abortMapRun,
  failContainer,
  failMapRun,
  finishIteration,
  noteMapRun,
  startContainer,
  startIteration,
  succeedContainer,
} from './fold-containers';
import { endRun, redriveRun, startRun } from './fold-runs';
import { type FoldState, type Inner, type OpenVisit, visitBefore } from './fold-state';
import { enterState, exitState, failEvaluation } from './fold-visits';

/** What an event did: the visit it belongs to, and the scope it opens for a state entered right after it. */
export type Applied = { readonly visit: OpenVisit | null; readonly inner: Inner };

type Rule = {
  /** Events of the execution, and mere evidence, may belong to no visit; for all others that is worth telling. */
  readonly of: 'execution' | 'evidence' | 'visit';
  readonly apply: (fold: FoldState, event: HistoryEvent) => OpenVisit | null | Applied;
};

function execution(apply: (fold: FoldState, event: HistoryEvent) => null): Rule {
  return { of: 'execution', apply };
}

function visit(apply: Rule['apply']): Rule {
  return { of: 'visit', apply };
}

// Anonymous, and written for the failing state as well as for its siblings: evidence of an end that
// the failure around it tells better (aws-facts §9.6).
const evidenceOnly: Rule = { of: 'evidence', apply: visitBefore };

/** One rule for each event type of the API; a type that is missing here does not compile. */
export const EVENT_TABLE: Record<HistoryEventType, Rule> = {
  ExecutionStarted: execution(startRun),
  ExecutionSucceeded: execution((fold, event) => endRun(fold, event, 'SUCCEEDED')),
  ExecutionFailed: execution((fold, event) => endRun(fold, event, 'FAILED')),
  ExecutionAborted: execution((fold, event) => endRun(fold, event, 'ABORTED')),
  ExecutionTimedOut: execution((fold, event) => endRun(fold, event, 'TIMED_OUT')),
  ExecutionRedriven: execution(redriveRun),

  TaskStateEntered: visit((fold, event) => enterState(fold, event, 'Task')),
  PassStateEntered: visit((fold, event) => enterState(fold, event, 'Pass')),
  ChoiceStateEntered: visit((fold, event) => enterState(fold, event, 'Choice')),
  WaitStateEntered: visit((fold, event) => enterState(fold, event, 'Wait')),
  SucceedStateEntered: visit((fold, event) => enterState(fold, event, 'Succeed')),
  FailStateEntered: visit((fold, event) => enterState(fold, event, 'Fail')),
  MapStateEntered: visit((fold, event) => enterState(fold, event, 'Map')),
  ParallelStateEntered: visit((fold, event) => enterState(fold, event, 'Parallel')),

  TaskStateExited: visit(exitState),
  PassStateExited: visit(exitState),
  ChoiceStateExited: visit(exitState),
  WaitStateExited: visit(exitState),
  SucceedStateExited: visit(exitState),
  MapStateExited: visit(exitState),
  ParallelStateExited: visit(exitState),

  TaskStateAborted: evidenceOnly,
  WaitStateAborted: evidenceOnly,
  MapStateAborted: evidenceOnly,
  ParallelStateAborted: evidenceOnly,
  EvaluationFailed: visit(failEvaluation),

  TaskScheduled: visit((fold, event) => scheduleWork(fold, event, 'task')),
  TaskStarted: visit(startWork),
  TaskSubmitted: visit(submitWork),
  TaskSucceeded: visit(succeedWork),
  TaskFailed: visit(failWork),
  TaskTimedOut: visit(failWork),
  TaskStartFailed: visit(failWork),
  TaskSubmitFailed: visit(failWork),
  ActivityScheduled: visit((fold, event) => scheduleWork(fold, event, 'activity')),
  ActivityStarted: visit(startWork),
  ActivitySucceeded: visit(succeedWork),
  ActivityFailed: visit(failWork),
  ActivityTimedOut: visit(failWork),
  ActivityScheduleFailed: visit((fold, event) => failScheduling(fold, event, 'activity')),
  LambdaFunctionScheduled: visit((fold, event) => scheduleWork(fold, event, 'lambda')),
  LambdaFunctionStarted: visit(startWork),
  LambdaFunctionSucceeded: visit(succeedWork),
  LambdaFunctionFailed: visit(failWork),
  LambdaFunctionTimedOut: visit(failWork),
  LambdaFunctionScheduleFailed: visit((fold, event) => failScheduling(fold, event, 'lambda')),
  LambdaFunctionStartFailed: visit(failWork),

  MapStateStarted: visit((fold, event) => startContainer(fold, event, 'Map')),
  MapStateSucceeded: visit((fold, event) => succeedContainer(fold, event, 'Map')),
  MapStateFailed: visit((fold, event) => failContainer(fold, event, 'Map')),
  MapIterationStarted: visit((fold, event) => startIteration(fold, event)),
  MapIterationSucceeded: visit((fold, event) => finishIteration(fold, event, 'succeeded')),
  MapIterationFailed: visit((fold, event) => finishIteration(fold, event, 'failed')),
  MapIterationAborted: visit((fold, event) => finishIteration(fold, event, 'aborted')),
  MapRunStarted: visit(noteMapRun),
  MapRunSucceeded: visit(visitBefore),
  MapRunFailed: visit(failMapRun),
  MapRunAborted: { of: 'evidence', apply: abortMapRun },
  MapRunRedriven: visit(noteMapRun),
  ParallelStateStarted: visit((fold, event) => {
    const container = startContainer(fold, event, 'Parallel');
    return container === null ? null : { visit: container, inner: 'branch' };
  }),
  ParallelStateSucceeded: visit((fold, event) => succeedContainer(fold, event, 'Parallel')),
  ParallelStateFailed: visit((fold, event) => failContainer(fold, event, 'Parallel')),
};
