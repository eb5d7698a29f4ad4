import { isJsonObject, type JsonObject, numberOf, parseJson, textOf } from '@/lib/base/json';
import { elapsedMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import {
  beginAttempt,
  endAttempt,
  type FoldState,
  lastAttempt,
  noteFailure,
  type OpenAttempt,
  type OpenVisit,
  onlyLive,
  visitBefore,
} from './fold-state';
import { failureOf } from './fold-visits';
import type { TaskWork } from './timeline';

/** The three families of events that a Task state's work can write. */
export type WorkFamily = TaskWork['kind'];

function workOf(kind: WorkFamily, details: JsonObject): TaskWork {
  return {
    kind,
    service: textOf(details, 'resourceType') ?? '',
    resource: textOf(details, 'resource') ?? '',
    timeoutSeconds: numberOf(details, 'timeoutInSeconds') ?? null,
    heartbeatSeconds: numberOf(details, 'heartbeatInSeconds') ?? null,
  };
}

/** The Task visit an event belongs to; where the chain is cut, the only one it could belong to. */
function taskVisit(
  fold: FoldState,
  event: HistoryEvent,
  fits: (attempt: OpenAttempt | null) => boolean,
): OpenVisit | null {
  const before = visitBefore(fold, event);
  if (before !== null) return before.stateType === 'Task' && before.exit === null ? before : null;
  // What was entered after the event that is missing cannot be what that event belonged to.
  const isOlder = (visit: OpenVisit) => visit.id <= event.previousEventId;
  const isOpenTask = (visit: OpenVisit) => visit.stateType === 'Task' && visit.outcome === null;
  return onlyLive(fold, (visit) => isOpenTask(visit) && isOlder(visit) && fits(lastAttempt(visit)));
}

const isIdle = (attempt: OpenAttempt | null) => attempt === null || attempt.outcome !== 'running';
const isRunning = (attempt: OpenAttempt | null) => attempt?.outcome === 'running';

/** `TaskScheduled`, `LambdaFunctionScheduled`, `ActivityScheduled`: a first attempt, a retry, or a redriven one. */
export function scheduleWork(fold: FoldState, event: HistoryEvent, family: WorkFamily): OpenVisit | null {
  const visit = taskVisit(fold, event, isIdle);
  if (visit === null) return null;
  const failedAtMs = visit.failure?.atMs;
  beginAttempt(
    fold,
    visit,
    event,
    workOf(family, event.details),
    failedAtMs === undefined ? null : elapsedMs(failedAtMs, event.atMs),
  );
  return visit;
}

/** The service or a worker took the attempt. */
export function startWork(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  const visit = taskVisit(fold, event, isRunning);
  const attempt = visit === null ? null : lastAttempt(visit);
  if (attempt !== null) {
    attempt.startedAtMs = event.atMs;
    attempt.workerName = textOf(event.details, 'workerName') ?? null;
  }
  return visit;
}

/** Executions that a task started, by the optimized integration (`states`) or the SDK's (`aws-sdk:sfn`). */
function noteChild(fold: FoldState, event: HistoryEvent): void {
  const service = textOf(event.details, 'resourceType');
  if (service !== 'states' && service !== 'aws-sdk:sfn') return;
  // Other calls answer with an ExecutionArn too (describeExecution); they start nothing.
  if (!/^start(Sync)?Execution\b/.test(textOf(event.details, 'resource') ?? '')) return;
  const output = textOf(event.details, 'output');
  const answer = output === undefined ? undefined : parseJson(output);
  const arn = isJsonObject(answer) ? (textOf(answer, 'ExecutionArn') ?? textOf(answer, 'executionArn')) : undefined;
  if (arn !== undefined && !fold.childExecutionArns.includes(arn)) fold.childExecutionArns.push(arn);
}

/** The request reached the service, which works on or waits (`.sync`, `.waitForTaskToken`). */
export function submitWork(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  noteChild(fold, event);
  return taskVisit(fold, event, isRunning);
}

export function succeedWork(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  noteChild(fold, event);
  const visit = taskVisit(fold, event, isRunning);
  if (visit !== null) endAttempt(visit, 'succeeded', event.atMs, null);
  return visit;
}

export function failWork(fold: FoldState, event: HistoryEvent): OpenVisit | null {
  // Where its attempt's own lines are missing too, the failure still belongs to the only task there is.
  const visit = taskVisit(fold, event, isRunning) ?? taskVisit(fold, event, () => true);
  if (visit === null) return null;
  const failure = failureOf(event);
  endAttempt(visit, 'failed', event.atMs, failure);
  noteFailure(visit, failure);
  return visit;
}

/** `…ScheduleFailed`: it ends the attempt before it, or is an attempt of its own where none was marked. */
export function failScheduling(fold: FoldState, event: HistoryEvent, family: WorkFamily): OpenVisit | null {
  const visit = visitBefore(fold, event);
  if (visit !== null && isIdle(lastAttempt(visit))) scheduleWork(fold, event, family);
  return failWork(fold, event);
}
