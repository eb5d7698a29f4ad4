import 'server-only';
import type { ErrorCode, ErrorIssue } from '@/lib/contract/error';

type AppErrorOptions = {
  /** Whether the same request can succeed later without anybody changing anything. */
  readonly retryable?: boolean;
  /** What went wrong underneath: logged with the request id, never sent. */
  readonly cause?: unknown;
  readonly issues?: readonly ErrorIssue[];
  /** After how many seconds the same request may be sent again; for limits only. */
  readonly retryAfterSeconds?: number;
};

// Routes, pages and boot are separate bundles with a copy of the class each: the mark is what they share.
const mark: unique symbol = Symbol.for('statelens.app-error');

/**
 * The one error that carries an answer for the caller. The message is sent as it stands, so it is a fixed sentence that
 * says what to do next and holds nothing of the request or of AWS.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly issues: readonly ErrorIssue[];
  readonly retryAfterSeconds: number | null;
  readonly [mark] = true;

  /** True for every `AppError`, whichever bundle made it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value;
  }

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** The HTTP status of each code: the only place where one becomes the other. */
export const HTTP_STATUS = {
  'invalid-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'cross-origin': 403,
  'method-not-allowed': 405,
  'too-large': 413,
  'unsupported-media-type': 415,
  'misdirected-request': 421,
  'not-found': 404,
  conflict: 409,
  'too-many-actions': 429,
  // What cannot be recorded is not done (L1).
  'audit-unwritable': 503,
  // AWS could not be asked, or would not answer us: the request was right and the server could not serve it.
  'no-credentials': 503,
  'no-region': 503,
  'expired-credentials': 503,
  'access-denied': 503,
  'encryption-denied': 503,
  throttled: 503,
  unreachable: 503,
  'aws-failed': 502,
  // What AWS would tell cannot be kept.
  'disk-full': 503,
  internal: 500,
} as const satisfies Readonly<Record<ErrorCode, number>>;
