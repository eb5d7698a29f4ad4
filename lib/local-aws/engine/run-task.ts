import { type Routine, sleep } from '../clock/routine';
import { type JsonMap, type JsonValue, textIn } from '../json-value';
import type { TaskState } from '../language/definition';
import { DATA_LIMIT_ERROR, DataLimitFailure, requireHeld, type StateError } from '../language/states-error';
import { untilFetched } from './activity-lease';
import { amountOf } from './amounts';
import { errorDetails, inputDetails, outputDetails } from './history';
import type { WorkEnd } from './line';
import { type Nested, startNested } from './nested-execution';
import { workInput } from './state-data';
import { TaskAnswer, type TaskOutcome, timeoutError } from './task-answer';
import { invokeAnswer, parseTaskResource, startsExecution, submissionAnswer, type TaskResource } from './task-resource';
import type { TaskBehaviour } from './task-script';
import { TaskTokens, TOKEN_BYTES } from './task-tokens';
import { type Visit, writeNext } from './visit';
import { withRetry } from './with-retry';

/** A Task state: attempts until one succeeds or Retry gives up. */
export function runTask(visit: Visit, state: TaskState): Routine<WorkEnd> {
  const resource = parseTaskResource(state.resource);
  return withRetry(visit, state.retry, (attempt) => runAttempt(visit, state, resource, attempt));
}

function* runAttempt(visit: Visit, state: TaskState, resource: TaskResource, attempt: number): Routine<WorkEnd> {
  const { execution } = visit;
  const { scheduler, tokens } = execution.world;
  const needsToken = resource.family === 'Task' && resource.pattern === 'token';
  let token = needsToken ? TaskTokens.create(execution.random.bytes(TOKEN_BYTES)) : null;
  const input = workInput(visit, state, { retryCount: attempt, token });
  const limits = limitsOf(visit, state);
  const scheduledEventId = writeNext(
    visit,
    `${resource.family}Scheduled`,
    scheduledDetails(visit, resource, input, limits),
  );
  const answer = new TaskAnswer(scheduler);
  let nested: Nested | null = null;
  const inFlight = {
    state: state.name,
    scheduledEventId,
    token,
    answer: (result: TaskOutcome) => answer.settle(result),
    heartbeat: () => answer.heartbeat(),
  };
  execution.inFlight.set(scheduledEventId, inFlight);
  if (token !== null) tokens.open(token, inFlight);
  try {
    yield* sleep(scheduler, execution.random.between(9, 46));
    const { durationMs, result } = startsExecution(resource)
      ? NOT_SCRIPTED
      : execution.behaviourOf({ state: state.name, attempt, input });
    let details = startedDetails(resource);
    if (resource.family === 'Activity' && durationMs === null) {
      const lease = yield* untilFetched(execution, resource.arn, JSON.stringify(input), answer);
      if (lease !== null) {
        token = lease.token;
        execution.inFlight.set(scheduledEventId, { ...inFlight, token });
        tokens.open(token, inFlight, resource.arn);
        details = lease.workerName === null ? {} : { workerName: lease.workerName };
      }
    }
    writeNext(visit, `${resource.family}Started`, details);
    const startedMs = scheduler.nowMs;
    const cancel = durationMs === null ? () => {} : scheduler.after(durationMs, () => answer.settle(result));
    try {
      if (startsExecution(resource)) nested = startNested(execution, resource, input, answer);
      yield* submit(visit, resource, nested);
      yield answer.wait({
        startedMs,
        timeoutMs: toMs(limits.timeoutSeconds),
        heartbeatMs: toMs(limits.heartbeatSeconds),
      });
    } finally {
      cancel();
    }
    // An answer to an execution whose machine is gone leaves no event of its own (the corpus' `machine-deleted`).
    const { stopsFor } = execution;
    if (stopsFor !== null) return { kind: 'fatal', eventId: visit.line.at, ...stopsFor };
    return finish(visit, resource, answer.outcome);
  } finally {
    execution.inFlight.delete(scheduledEventId);
    if (token !== null) tokens.close(token);
    // Whoever waits for a child and is ended takes it along (best effort on AWS, at once here).
    if (isSync(resource) && answer.outcome === null && nested?.child.status === 'RUNNING') {
      nested.child.abort({ error: null, cause: null });
    }
  }
}

/** Only requests that somebody answers later are reported as delivered (aws-facts §2.2). */
function* submit(visit: Visit, resource: TaskResource, nested: Nested | null): Routine<void> {
  if (resource.family !== 'Task' || resource.pattern === 'request') return;
  const { world, random } = visit.execution;
  yield* sleep(world.scheduler, random.between(24, 90));
  // A start that was refused was never submitted.
  if (startsExecution(resource) && nested === null) return;
  const answer = nested?.submission ?? submissionAnswer(resource, random, world.scheduler.nowMs);
  writeNext(visit, 'TaskSubmitted', { ...serviceDetails(resource), ...outputDetails(answer) });
}

function finish(visit: Visit, resource: TaskResource, outcome: TaskOutcome | null): WorkEnd {
  if (outcome === null) throw new Error('an attempt went on without an answer');
  const service = serviceDetails(resource);
  if (outcome.kind === 'succeeded') {
    const value = toTaskResult(visit, resource, outcome.output);
    const details = outputDetails(value);
    const excess = excessOf(details, resource);
    if (excess !== null) return fail(visit, resource, 'Failed', excess);
    writeNext(visit, `${resource.family}Succeeded`, { ...service, ...details });
    return { kind: 'result', value };
  }
  if (outcome.kind === 'failed') return fail(visit, resource, 'Failed', outcome);
  return fail(visit, resource, 'TimedOut', timeoutError(outcome.missedHeartbeat));
}

/** The failure of an answer that is too large, or `null`. */
function excessOf(details: JsonMap, resource: TaskResource): StateError | null {
  try {
    requireHeld(textIn(details, 'output') ?? '', resource.family === 'Task' ? resource.resourceType : resource.arn);
    return null;
  } catch (error) {
    if (!(error instanceof DataLimitFailure)) throw error;
    return { error: DATA_LIMIT_ERROR, cause: error.message };
  }
}

function fail(visit: Visit, resource: TaskResource, type: 'Failed' | 'TimedOut', failure: StateError): WorkEnd {
  const service = serviceDetails(resource);
  const eventId = writeNext(visit, `${resource.family}${type}`, { ...service, ...errorDetails(failure) });
  return { ...failure, kind: 'failed', eventId };
}

function toTaskResult(visit: Visit, resource: TaskResource, output: JsonValue): JsonValue {
  const isInvoke = resource.family === 'Task' && resource.resourceType === 'lambda' && resource.resource === 'invoke';
  const { random, world } = visit.execution;
  return isInvoke ? invokeAnswer(output, random, world.scheduler.nowMs) : output;
}

/** A child execution does the work. */
const NOT_SCRIPTED: TaskBehaviour = { durationMs: null, result: { kind: 'succeeded', output: null } };

function isSync(resource: TaskResource): boolean {
  return resource.family === 'Task' && resource.pattern === 'sync';
}

type Limits = { readonly timeoutSeconds: number | null; readonly heartbeatSeconds: number | null };

/** What the state's own limits come to in this visit. */
function limitsOf(visit: Visit, { timeoutSeconds, heartbeatSeconds }: TaskState): Limits {
  return {
    timeoutSeconds: amountOf(visit, timeoutSeconds, 'TimeoutSeconds'),
    heartbeatSeconds: amountOf(visit, heartbeatSeconds, 'HeartbeatSeconds'),
  };
}

function scheduledDetails(visit: Visit, resource: TaskResource, input: JsonValue, limits: Limits): JsonMap {
  const { timeoutSeconds, heartbeatSeconds } = limits;
  const inSeconds = {
    ...(timeoutSeconds === null ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === null ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  };
  if (resource.family !== 'Task') return { resource: resource.arn, ...inputDetails(input), ...inSeconds };
  const { region } = visit.execution.world;
  return { ...serviceDetails(resource), region, parameters: JSON.stringify(input), ...inSeconds };
}

/** A worker that the script plays has a name of its activity. */
function startedDetails(resource: TaskResource): JsonMap {
  return resource.family === 'Activity'
    ? { workerName: `${resource.arn.split(':').at(-1)}-worker` }
    : serviceDetails(resource);
}

function serviceDetails(resource: TaskResource): JsonMap {
  return resource.family === 'Task' ? { resourceType: resource.resourceType, resource: resource.resource } : {};
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
