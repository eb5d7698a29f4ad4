import type { ErrorCode, ErrorEnvelope, ErrorIssue } from '@/lib/contract/error';

/** What the browser can meet besides the codes of the server: no answer at all, and an answer that is not ours. */
export type ApiErrorCode = ErrorCode | 'no-answer' | 'not-understood';

/**
 * Whether the same request can succeed later without anybody changing anything. Everything else waits for a person, so
 * asking again at once would only repeat the refusal.
 */
const RETRYABLE = {
  'invalid-request': false,
  unauthenticated: false,
  forbidden: false,
  'cross-origin': false,
  'method-not-allowed': false,
  'too-large': false,
  'unsupported-media-type': false,
  'misdirected-request': false,
  'not-found': false,
  conflict: false,
  'too-many-actions': false,
  'audit-unwritable': false,
  'no-credentials': false,
  'no-region': false,
  'expired-credentials': false,
  'access-denied': false,
  'encryption-denied': false,
  throttled: true,
  unreachable: true,
  'aws-failed': true,
  'disk-full': true,
  internal: true,
  'no-answer': true,
  'not-understood': false,
} as const satisfies Readonly<Record<ApiErrorCode, boolean>>;

/** A request to our own API that gave no data. `message` is a sentence for the person in front of the page. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** Finds the cause in the server's log; null where the server gave no answer of its own. */
  readonly requestId: string | null;

  constructor(code: ApiErrorCode, message: string, requestId: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.requestId = requestId;
  }

  get retryable(): boolean {
    return RETRYABLE[this.code];
  }
}

/**
 * Reads the error envelope from the body of an answer; whatever else stands there becomes `not-understood`. `what` is what
 * was asked with, for the sentence about a part that was not accepted.
 */
export function toApiError(status: number, body: unknown, what = 'The address of this page'): ApiError {
  if (isEnvelope(body)) {
    const { code, message, requestId, issues = [] } = body.error;
    return new ApiError(code, issues.length === 0 ? message : inWords(what, issues), requestId);
  }
  return new ApiError(
    'not-understood',
    `Something between this page and the Statelens server answered ${status}. Check a proxy in between, or load the page again.`,
  );
}

/** What was not accepted, and why: `The address of this page was not understood. “machine”: must be an ARN.` */
function inWords(what: string, issues: readonly ErrorIssue[]): string {
  const reasons = issues.map(({ path, message }) => `“${path[0] ?? 'request'}”: ${message.replace(/\.$/, '')}`);
  return `${what} was not understood. ${reasons.join('; ')}.`;
}

function isEnvelope(body: unknown): body is ErrorEnvelope {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error && 'message' in error && 'requestId' in error)) {
    return false;
  }
  // A newer server may know codes that this page, loaded earlier, does not.
  return typeof error.code === 'string' && Object.hasOwn(RETRYABLE, error.code) && typeof error.message === 'string';
}
