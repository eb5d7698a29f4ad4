import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccountRegion } from '../engine/account-region';
import { isMap, type JsonMap, textIn, tryParseValue } from '../json-value';
import type { World } from '../world';
import { ACTIVITY_POLLS } from './activity-operations';
import { AwsError } from './aws-error';
import type { LongPoll, Operation } from './call';
import { type Fault, throttled, toRefusal } from './faults';
import { LOG_OPERATIONS } from './log-operations';
import { EXPRESS_START } from './quotas';
import { toAgeRefusal } from './signature-age';
import { readSigner, type Signer } from './signer';
import { STATES_OPERATIONS } from './states-operations';

/** A service: how it is named in a target header and in IAM, and the version of AWS JSON it speaks. */
type Service = {
  readonly iam: string;
  readonly contentType: string;
  readonly errorPrefix: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly polls: Readonly<Record<string, LongPoll>>;
};

const SERVICES: Readonly<Record<string, Service>> = {
  AWSStepFunctions: {
    iam: 'states',
    contentType: 'application/x-amz-json-1.0',
    errorPrefix: 'com.amazonaws.swf.service.v2.model#',
    operations: STATES_OPERATIONS,
    polls: ACTIVITY_POLLS,
  },
  Logs_20140328: {
    iam: 'logs',
    contentType: 'application/x-amz-json-1.1',
    errorPrefix: 'com.amazonaws.logs#',
    operations: LOG_OPERATIONS,
    polls: {},
  },
};

/** Errors that every service has; they come under a name of their own. */
const COMMON_PREFIX = 'com.amazon.coral.service#';
const COMMON_ERRORS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'InternalFailure',
  'MissingAuthenticationTokenException',
  'UnknownOperationException',
  'SerializationException',
]);

/** Answers one AWS JSON request, or drops the connection where a fault says so. */
export async function answerAws(
  world: World,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const [serviceName = '', operationName = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[serviceName];
  const action = `${service?.iam ?? serviceName}:${operationName}`;
  world.calls.set(action, (world.calls.get(action) ?? 0) + 1);
  const signer = readSigner(request);
  const fault = world.faults.take({ action, signer });
  // It is no reason to stay where everything else has ended.
  if (fault !== null && fault.latencyMs > 0) await delay(fault.latencyMs, undefined, { ref: false });
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  world.clock.catchUp();
  const { nowMs } = world.clock;
  const shownNowMs = nowMs + (fault?.skewMs ?? 0);
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  const answer = await attempt(() => {
    const target = world.regionOf(requireSigned(signer, fault, shownNowMs));
    const operation = service?.operations[operationName] ?? service?.polls[operationName];
    if (operation === undefined) throw new AwsError('UnknownOperationException', '');
    const input = parseBody(body);
    const resource = resourceOf(input, target, service?.iam ?? '');
    const refusal = toRefusal(fault?.kind ?? null, action, resource, target.account);
    if (refusal !== null) throw refusal;
    if (!world.limits.take(target, countedAs(action, input, target))) throw throttled();
    return operation({ input, target, nowMs }, hungUp.signal);
  });
  if (fault?.kind === 'drop-after') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': service?.contentType ?? 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
    date: new Date(shownNowMs).toUTCString(),
  });
  response.end(JSON.stringify(answer.error === null ? answer.body : toErrorBody(answer.error, service)));
}

type Answer = { readonly status: number; readonly body: JsonMap; readonly error: AwsError | null };

async function attempt(call: () => JsonMap | Promise<JsonMap>): Promise<Answer> {
  try {
    return { status: 200, body: await call(), error: null };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: error.status, body: {}, error };
  }
}

function toErrorBody({ code, message }: AwsError, service: Service | undefined): JsonMap {
  const prefix = COMMON_ERRORS.has(code) ? COMMON_PREFIX : (service?.errorPrefix ?? COMMON_PREFIX);
  return { __type: `${prefix}${code}`, message };
}

/**
 * Who signed, where that can be told. The age of a signature counts only while the clocks are said to differ: otherwise
 * a virtual clock that was set forward would turn everybody away.
 * @throws AwsError
 */
function requireSigned(signer: Signer | null, fault: Fault | null, nowMs: number): Signer {
  if (signer === null) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (fault?.kind !== 'clock-skew' || signer.signedAtMs === null) return signer;
  const refusal = toAgeRefusal(signer.signedAtMs, nowMs);
  if (refusal !== null) throw refusal;
  return signer;
}

/** Under which name a call is counted: that of its action, but for the start of an Express execution. */
function countedAs(action: string, input: JsonMap, { machines }: AccountRegion): string {
  if (action !== 'states:StartExecution') return action;
  // Without what names a version or an alias.
  const machineArn = textIn(input, 'stateMachineArn')?.split(':').slice(0, 7).join(':');
  return machines.get(machineArn ?? '')?.type === 'EXPRESS' ? EXPRESS_START : action;
}

function parseBody(body: string): JsonMap {
  const value = tryParseValue(body === '' ? '{}' : body);
  if (isMap(value)) return value;
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
}

const RESOURCE_MEMBERS = ['executionArn', 'stateMachineArn', 'mapRunArn', 'activityArn', 'resourceArn'] as const;

/** The resource that a refusal names: what the call asked for, or everything of the kind. */
function resourceOf(input: JsonMap, { account, region }: AccountRegion, iam: string): string {
  const group = textIn(input, 'logGroupName') ?? textIn(input, 'logGroupIdentifier')?.split(':log-group:')[1];
  if (iam === 'logs') return `arn:aws:logs:${region}:${account}:log-group:${group ?? ''}:log-stream:`;
  const [arn] = RESOURCE_MEMBERS.flatMap((member) => textIn(input, member) ?? []);
  return arn ?? `arn:aws:states:${region}:${account}:stateMachine:*`;
}
