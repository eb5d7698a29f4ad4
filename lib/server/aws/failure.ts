import 'server-only';
import { isJsonObject, textOf } from '@/lib/base/json';

/** Every way in which a call to AWS fails, apart from AWS not having what was asked for. */
export type FailureKind =
  | 'no-credentials'
  | 'no-region'
  | 'expired-credentials'
  | 'access-denied'
  | 'encryption-denied'
  | 'throttled'
  | 'unreachable'
  | 'aws-failed';

/** The names under which AWS and its SDK report them. Names only: AWS changes its messages. */
const KIND_OF_NAME: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['CredentialsProviderError', 'no-credentials'],
  ['TokenProviderError', 'no-credentials'],
  ['ProviderError', 'no-credentials'],
  // Credentials that AWS does not know, or that do not fit their secret.
  ['UnrecognizedClientException', 'no-credentials'],
  ['InvalidClientTokenId', 'no-credentials'],
  ['InvalidSignatureException', 'no-credentials'],
  ['SignatureDoesNotMatch', 'no-credentials'],
  ['IncompleteSignature', 'no-credentials'],
  ['IncompleteSignatureException', 'no-credentials'],
  ['MissingAuthenticationToken', 'no-credentials'],
  ['MissingAuthenticationTokenException', 'no-credentials'],
  ['CredentialsRefused', 'no-credentials'],
  ['IDPRejectedClaimException', 'no-credentials'],
  ['InvalidIdentityTokenException', 'no-credentials'],
  ['RegionMissing', 'no-region'],
  ['ExpiredToken', 'expired-credentials'],
  ['ExpiredTokenException', 'expired-credentials'],
  ['TokenRefreshRequired', 'expired-credentials'],
  ['AccessDenied', 'access-denied'],
  ['AccessDeniedException', 'access-denied'],
  ['NotAuthorized', 'access-denied'],
  ['UnauthorizedOperation', 'access-denied'],
  ['OptInRequired', 'access-denied'],
  ['KmsAccessDeniedException', 'encryption-denied'],
  ['KmsInvalidStateException', 'encryption-denied'],
  ['KmsThrottlingException', 'throttled'],
  ['Throttling', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['ThrottledException', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['RequestThrottledException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['LimitExceededException', 'throttled'],
  ['ServiceUnavailable', 'unreachable'],
  ['ServiceUnavailableException', 'unreachable'],
  ['IDPCommunicationErrorException', 'unreachable'],
  ['InternalFailure', 'unreachable'],
  ['InternalServerException', 'unreachable'],
  ['TimeoutError', 'unreachable'],
  ['DeadlineExceeded', 'unreachable'],
  ['EndpointRefused', 'unreachable'],
  // An answer that is no JSON: a login page or a proxy, in the place of AWS.
  ['SyntaxError', 'unreachable'],
]);

/** An error of our own that stands beside those of the SDK, told apart by name as they are. */
export function namedError(
  name: 'CredentialsRefused' | 'RegionMissing' | 'DeadlineExceeded' | 'EndpointRefused',
  message: string,
): Error {
  return Object.assign(new Error(message), { name });
}

/** The SDK's name for an error answer that names none. */
const NAMELESS = 'Unknown';

/** What the table says of the error's name, else what the connection or the HTTP answer says. */
export function kindOfFailure(thrown: unknown): FailureKind {
  const byName = KIND_OF_NAME.get(nameOf(thrown));
  if (byName !== undefined) return byName;
  if (isNetworkError(thrown)) return 'unreachable';
  const status = httpStatusOf(thrown);
  if (status === 429) return 'throttled';
  // What AWS refuses, it names. An error without a name is the answer of something in between.
  if (nameOf(thrown) === NAMELESS) return 'unreachable';
  // A redirect is never followed; an answer of 2xx that is an error could not be read: neither comes from AWS.
  return status !== undefined && (status < 400 || status >= 500) ? 'unreachable' : 'aws-failed';
}

export function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}

/** Node marks what happened to a connection by a code: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, EPROTO and others. */
const NETWORK_CODE =
  /^(E(CONN|HOST|NET|AI_|PIPE|TIMEDOUT|NOTFOUND|PROTO|ADDR)|ERR_(TLS|SSL|SOCKET|HTTP2?)_|CERT_|UNABLE_TO_|HPE_|DEPTH_ZERO|SELF_SIGNED)/;

function isNetworkError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = isJsonObject(thrown) ? textOf(thrown, 'code') : undefined;
  if (code !== undefined && NETWORK_CODE.test(code)) return true;
  // Node tries all addresses of a name and reports them together.
  if (thrown instanceof AggregateError) return thrown.errors.some(isNetworkError);
  return isNetworkError(thrown.cause);
}

/** Whether AWS itself said no: an error with a name of its own and a status that blames the call. */
export function isRefusal(thrown: unknown): boolean {
  const status = httpStatusOf(thrown);
  return nameOf(thrown) !== NAMELESS && status !== undefined && status >= 400 && status < 500;
}

function httpStatusOf(thrown: unknown): number | undefined {
  const metadata = isJsonObject(thrown) ? thrown['$metadata'] : undefined;
  const status = isJsonObject(metadata) ? metadata['httpStatusCode'] : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** The id under which AWS support finds the call; undefined where AWS did not answer. */
export function requestIdOf(thrown: unknown): string | undefined {
  const metadata = isJsonObject(thrown) ? thrown['$metadata'] : undefined;
  return isJsonObject(metadata) ? textOf(metadata, 'requestId') : undefined;
}
