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
  return SIGNS.find(([, sign]) => sign.test(message))?.[0] ?? 'other';
}

/** The one translation of a database failure for whoever asked; the cause goes to the log only. */
export function toStoreError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'The index could not answer. Try again; the server’s log tells why.', {
    retryable: true,
    cause: error,
  });
}
