import 'server-only';
import type { ErrorCode, ErrorIssue } from '@/lib/contract/error';

type AppErrorOptions = {
  /** Whether the same request can succeed later without anybody changing anything. */
  readonly retryable?: boolean;
  /** What went wrong underneath: logged with the request id, never sent. */
  readonly cause?: unknown;
  readonly issues?: readonly ErrorIssue[];
};

/**
 * The one error that carries an answer for the caller. The message is sent as it stands, so it is a fixed sentence that
 * says what to do next and holds nothing of the request or of AWS.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly issues: readonly ErrorIssue[];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.issues = options.issues ?? [];
  }
}

/** The HTTP status of each code: the only place where one becomes the other. */
export const HTTP_STATUS = {
  'invalid-request': 400,
  forbidden: 403,
  'cross-origin': 403,
  'method-not-allowed': 405,
  'too-large': 413,
  'unsupported-media-type': 415,
  'misdirected-request': 421,
  internal: 500,
} as const satisfies Readonly<Record<ErrorCode, number>>;
