import { isMap, type JsonMap, type JsonValue, textIn } from '../json-value';
import type { Execution } from './execution';
import type { TaskAnswer } from './task-answer';
import { type ExecutionResource, sdkMetadata } from './task-resource';
import type { TaskResult } from './task-script';

/** A child that a Task started, and what Step Functions answered to the start. */
export type Nested = { readonly child: Execution; readonly submission: JsonMap };

/**
 * Starts the execution that a Task's parameters name and settles the task: at once, when the child is over, or never
 * where a token is waited for (aws-facts §3). `null` where it could not be started: the task is settled with that.
 */
export function startNested(
  parent: Execution,
  resource: ExecutionResource,
  parameters: JsonValue,
  answer: TaskAnswer,
): Nested | null {
  const { random, world } = parent;
  const members = isMap(parameters) ? parameters : {};
  const machineArn = textIn(members, 'StateMachineArn') ?? '';
  const input = members['Input'] ?? {};
  const started = world.startExecution({ machineArn, name: textIn(members, 'Name') ?? random.uuid(), input });
  if (started.kind === 'refused') {
    answer.settle({ kind: 'failed', error: started.error, cause: started.cause });
    return null;
  }
  const { child } = started;
  const submission = {
    ExecutionArn: child.arn,
    ...sdkMetadata(random.uuid(), world.scheduler.nowMs),
    StartDate: child.startMs,
  };
  if (resource.pattern === 'request') answer.settle({ kind: 'succeeded', output: submission });
  if (resource.pattern === 'sync') waitFor(child, resource.resource.endsWith(':2'), answer);
  return { child, submission };
}

function waitFor(child: Execution, asJson: boolean, answer: TaskAnswer): void {
  const settle = () => answer.settle(toResult(child, asJson));
  // An Express child may be over within its start.
  if (child.status === 'RUNNING') child.whenOver(settle);
  else settle();
}

/** `.sync:2` gives payloads as JSON, `.sync` as text; a failure's cause is the child's description as text (aws-facts §3). */
function toResult(child: Execution, asJson: boolean): TaskResult {
  if (child.status !== 'SUCCEEDED') {
    return { kind: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(toDescription(child, false)) };
  }
  return { kind: 'succeeded', output: toDescription(child, asJson) };
}

/** As DescribeExecution has it, with its members' names in capitals and in their order. */
function toDescription(child: Execution, asJson: boolean): JsonMap {
  const payload = (value: JsonValue) => (asJson ? value : JSON.stringify(value));
  const { cause, error } = child.failure;
  return {
    ...(cause === null ? {} : { Cause: cause }),
    ...(error === null ? {} : { Error: error }),
    ExecutionArn: child.arn,
    Input: payload(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: payload(child.output), OutputDetails: { Included: true } }),
    StartDate: child.startMs,
    StateMachineArn: child.machine.arn,
    Status: child.status,
    ...(child.stopMs === null ? {} : { StopDate: child.stopMs }),
  };
}
