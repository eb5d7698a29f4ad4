import 'server-only';
import { AppError } from '@/lib/server/errors';

/**
 * What a failure of the database asks for. `held`: another process has the file open. `damaged`: what the file holds
 * cannot be trusted. `fatal`: this instance answers nothing any more, a new one may. `busy`: others have to finish
 * first. `other`: this statement failed.
 */
export type StoreFailure = 'held' | 'damaged' | 'fatal' | 'busy' | 'other';

// The driver throws plain errors: how their message begins is all there is to go by. The tests for damage, a second
// process and a lost instance fail when a version of the driver says it differently.
const SIGNS: readonly (readonly [StoreFailure, RegExp])[] = [
  ['held', /^IO Error: Could not set lock on file/],
  ['busy', /^TransactionContext Error: Cannot CHECKPOINT/],
  ['fatal', /^(FATAL|INTERNAL) Error/],
  ['fatal', /database has been invalidated/],
  ['damaged', /^(IO Error: )?(Corrupt|Failure while replaying WAL|Could not read enough bytes)/],
  ['damaged', /not a valid DuckDB database file|^Serialization Error/],
];

export function classifyStoreFailure(error: unknown): StoreFailure {
  const message = error instanceof Error ? error.message : '';
  const failure = SIGNS.find(([, sign]) => sign.test(message))?.[0] ?? 'other';
  // What there was no room for leaves the file as good as before.
  return failure === 'damaged' && isDiskFull(error) ? 'fatal' : failure;
}

/** Whether there was no room to write, whatever else that has led to. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && /No space left on device|Disk quota exceeded/.test(error.message);
}

/** The one translation of a database failure for whoever asked; the cause goes to the log only. */
export function toStoreError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDiskFull(error)) {
    return new AppError(
      'disk-full',
      'The disk of the data directory is full. Free space on it; reading goes on by itself.',
      { retryable: true, cause: error },
    );
  }
  return new AppError('internal', 'The index could not answer. Try again; the server’s log tells why.', {
    retryable: true,
    cause: error,
  });
}
