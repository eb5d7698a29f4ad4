import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { MEDIA } from '../places';
import type { World } from '../world';
import { AwsError } from './aws-error';
import { toRefusal } from './faults';
import { readSigner, type Signer } from './signer';

/** The role that the demo reads its second account through, and what its trust policy asks for. */
const GUARDED_ROLE = { arn: `arn:aws:iam::${MEDIA.account}:role/statelens-reader`, externalId: 'statelens-demo' };

const ACTION = 'sts:AssumeRole';
const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/;
const XML_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Errors that have another name in the query protocol than in AWS JSON. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  ServiceUnavailableException: 'ServiceUnavailable',
  ThrottlingException: 'Throttling',
};
const FORBIDDEN: ReadonlySet<string> = new Set(['AccessDenied', 'ExpiredToken', 'MissingAuthenticationToken']);

/** Whether a request speaks the query protocol of the Security Token Service. */
export function isStsRequest({ headers }: IncomingMessage): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

/** Answers `AssumeRole`: every role may be taken on, the guarded one with its external id. */
export async function answerSts(
  world: World,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const signer = readSigner(request);
  const fault = world.faults.take({ action: ACTION, signer });
  world.calls.set(ACTION, (world.calls.get(ACTION) ?? 0) + 1);
  if (fault !== null && fault.latencyMs > 0) await delay(fault.latencyMs);
  if (fault?.kind === 'drop' || fault?.kind === 'drop-after') {
    request.socket.destroy();
    return;
  }
  const form = new URLSearchParams(body);
  const answer = attempt(() => {
    const refusal = toRefusal(fault?.kind ?? null, ACTION, form.get('RoleArn') ?? '*', signer?.account ?? '');
    if (refusal !== null) throw refusal;
    return assumeRole(form, signer);
  });
  response.writeHead(answer.status, { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() });
  response.end(answer.xml);
}

type Answer = { readonly status: number; readonly xml: string };

function attempt(call: () => string): Answer {
  try {
    return { status: 200, xml: call() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const code = QUERY_CODES[error.code] ?? error.code;
    const inside = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${toText(error.message)}</Message></Error>`;
    const xml = `<ErrorResponse xmlns="${XML_NAMESPACE}">${inside}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
    return { status: FORBIDDEN.has(code) ? 403 : error.status, xml };
  }
}

/** @throws AwsError */
function assumeRole(form: URLSearchParams, signer: Signer | null): string {
  if (signer === null) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (form.get('Action') !== 'AssumeRole') {
    throw new AwsError('InvalidAction', `Could not find operation ${form.get('Action') ?? ''} for version 2011-06-15`);
  }
  const arn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const [, account, role] = ROLE_ARN.exec(arn) ?? [];
  if (account === undefined || role === undefined) throw new AwsError('ValidationError', `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  if (arn === GUARDED_ROLE.arn && form.get('ExternalId') !== GUARDED_ROLE.externalId) {
    throw new AwsError(
      'AccessDenied',
      `User: arn:aws:iam::${signer.account}:user/local is not authorized to perform: ${ACTION} on resource: ${arn}`,
    );
  }
  return toAnswer({ account, role, session, lifeSeconds: readLife(form) });
}

const DEFAULT_LIFE_SECONDS = 3_600;

function readLife(form: URLSearchParams): number {
  const seconds = Number(form.get('DurationSeconds') ?? DEFAULT_LIFE_SECONDS);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

type Session = {
  readonly account: string;
  readonly role: string;
  readonly session: string;
  readonly lifeSeconds: number;
};

/** The key ends in the account, by which later calls are known to be of it. It expires by real time, as its holder counts. */
function toAnswer({ account, role, session, lifeSeconds }: Session): string {
  const expiration = new Date(Date.now() + lifeSeconds * 1_000).toISOString();
  const id = `AROALOCAL${account}`;
  const credentials = [
    `<AccessKeyId>ASIALOCAL${account}</AccessKeyId>`,
    `<SecretAccessKey>${randomUUID()}</SecretAccessKey>`,
    `<SessionToken>${randomUUID()}</SessionToken>`,
    `<Expiration>${expiration}</Expiration>`,
  ].join('');
  const user = [
    `<AssumedRoleId>${id}:${session}</AssumedRoleId>`,
    `<Arn>arn:aws:sts::${account}:assumed-role/${role}/${session}</Arn>`,
  ].join('');
  const result = `<Credentials>${credentials}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`;
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return `<AssumeRoleResponse xmlns="${XML_NAMESPACE}"><AssumeRoleResult>${result}</AssumeRoleResult>${metadata}</AssumeRoleResponse>`;
}

function toText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
