import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { ErrorCode } from '@/lib/contract/error';
import { AppError } from '@/lib/server/errors';

/** A reading that failed: what it was, and since when it has failed without a success between. */
export type ReadFailure = {
  readonly code: ErrorCode;
  /** For a person; from the gateway or the store, which wrote it to be read. */
  readonly message: string;
  readonly sinceMs: EpochMs;
  /** Failures in a row. */
  readonly count: number;
  readonly retryMs: EpochMs;
};

export function codeOf(thrown: unknown): ErrorCode {
  return thrown instanceof AppError ? thrown.code : 'internal';
}

/** What a person is told of it: only an `AppError` was written for that. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof AppError ? thrown.message : 'Reading failed. The log of the server tells why.';
}
