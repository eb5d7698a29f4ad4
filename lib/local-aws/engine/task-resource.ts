import type { JsonValue } from '../json-value';
import type { Random } from '../random';

/** What a Task's `Resource` says about how its events look (aws-facts §2.1, §3). */
export type TaskResource =
  | { readonly family: 'LambdaFunction'; readonly arn: string }
  /** Work that a program of the account fetches when it likes. */
  | { readonly family: 'Activity'; readonly arn: string }
  | {
      readonly family: 'Task';
      /** `sqs`, `lambda`, `aws-sdk:dynamodb` */
      readonly resourceType: string;
      /** `sendMessage.waitForTaskToken`, `invoke` */
      readonly resource: string;
      /** How the service is waited for: not at all, until its job ends, or until somebody sends the token back. */
      readonly pattern: 'request' | 'sync' | 'token';
    };

/**
 * Reads a `Resource`. A function's own ARN gives LambdaFunction* events, an activity's Activity* events; `arn:aws:states:::sqs:sendMessage…` and the
 * like give Task* events.
 * @throws Error for anything that this local AWS does not run
 */
export function parseTaskResource(arn: string): TaskResource {
  if (/^arn:aws[\w-]*:lambda:[^:]+:\d{12}:function:/.test(arn)) return { family: 'LambdaFunction', arn };
  if (/^arn:aws[\w-]*:states:[^:]+:\d{12}:activity:/.test(arn)) return { family: 'Activity', arn };
  const [, resourceType, resource] = /^arn:aws[\w-]*:states:::(aws-sdk:[^:]+|[^:]+):([^:]+(?::2)?)$/.exec(arn) ?? [];
  if (resourceType === undefined || resource === undefined) throw new Error(`not a resource that runs here: ${arn}`);
  if (resource.endsWith('.waitForTaskToken')) return { family: 'Task', resourceType, resource, pattern: 'token' };
  const isSync = /\.sync(:2)?$/.test(resource);
  return { family: 'Task', resourceType, resource, pattern: isSync ? 'sync' : 'request' };
}

export type ExecutionResource = TaskResource & { readonly family: 'Task' };

/** `states:startExecution` in any of its forms: its task is an execution, no script says what it does. */
export function startsExecution(resource: TaskResource): resource is ExecutionResource {
  return (
    resource.family === 'Task' && resource.resourceType === 'states' && resource.resource.startsWith('startExecution')
  );
}

/** What a service answers once it has taken a request: the `output` of TaskSubmitted. */
export function submissionAnswer(
  resource: TaskResource & { family: 'Task' },
  random: Random,
  nowMs: number,
): JsonValue {
  const requestId = random.uuid();
  const http = sdkMetadata(requestId, nowMs);
  if (resource.resourceType.endsWith('sqs'))
    return { MD5OfMessageBody: random.hex(32), MessageId: random.uuid(), ...http };
  return http;
}

/** The answer of `lambda:invoke` around what the function gave. */
export function invokeAnswer(payload: JsonValue, random: Random, nowMs: number): JsonValue {
  return { ExecutedVersion: '$LATEST', Payload: payload, ...sdkMetadata(random.uuid(), nowMs), StatusCode: 200 };
}

/** What the SDK adds to the answer of a service. */
export function sdkMetadata(requestId: string, nowMs: number) {
  const headers = {
    connection: 'keep-alive',
    'Content-Type': 'application/x-amz-json-1.0',
    Date: new Date(nowMs).toUTCString(),
    'x-amzn-RequestId': requestId,
  };
  return {
    SdkHttpMetadata: { HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
