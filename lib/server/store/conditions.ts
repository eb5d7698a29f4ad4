import 'server-only';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { STATUS_CODES } from './codes';

/*
 * Pieces of SQL that several statements share. What is put into the text is ours: names of columns, codes, and numbers
 * from the catalog. Everything that came from outside is bound as a parameter.
 */

const OPEN = ['RUNNING', 'PENDING_REDRIVE'] as const satisfies readonly ExecutionStatus[];

/** Whether an execution's status is one of these. */
export function hasStatus(statuses: readonly ExecutionStatus[]): string {
  return statuses.length === 0 ? 'false' : `status IN (${statuses.map((status) => STATUS_CODES[status]).join(', ')})`;
}

/** Whether AWS may still write events of the execution. */
export const IS_OPEN = hasStatus(OPEN);

/** Whether a row belongs to one of these machines, by their numbers in the catalog; null for all machines. */
export function isOfMachines(machines: readonly number[] | null): string {
  if (machines === null) return 'true';
  return machines.length === 0 ? 'false' : `machine IN (${machines.join(', ')})`;
}

/** Histories of executions that are open now. A history can be older than the news that its execution ended. */
export const OPEN_HISTORIES = `SELECT history FROM current_executions WHERE ${IS_OPEN}`;

/**
 * The bucket at a rank, over rows of (…, bucket, n, upto, total) where `upto` counts all values up to the bucket: the
 * smallest one that at least this share of the values does not exceed. Scaled counts need not be whole.
 */
export function bucketAtShare(share: number): string {
  return `min(bucket) FILTER (bucket IS NOT NULL AND upto >= total * ${share})`;
}

/** A sum over some of the rows; 0 where there are none. */
export function sumWhere(value: string, condition: string): string {
  return `coalesce(sum(${value}) FILTER (${condition}), 0)`;
}
