/**
 * What `DescribeExecution` says of an execution, and `UNKNOWN` where nobody can say how it ended: an Express run whose end was
 * never logged, and what AWS forgot while it was open because its machine was deleted.
 */
export const EXECUTION_STATUSES = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
  'UNKNOWN',
] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** The kind of state machine: Standard keeps a history, Express only what it logs. */
export type MachineType = 'STANDARD' | 'EXPRESS';

const OPEN_STATUSES = ['RUNNING', 'PENDING_REDRIVE'] as const satisfies readonly ExecutionStatus[];

/** True while AWS may still write events of this run. A failed execution may be redriven and open again. */
export function isOpen(status: ExecutionStatus): boolean {
  return OPEN_STATUSES.some((open) => open === status);
}

const FAILURE_STATUSES = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const satisfies readonly ExecutionStatus[];

/** True for one that ended otherwise than it should. */
export function isFailure(status: ExecutionStatus): boolean {
  return FAILURE_STATUSES.some((failure) => failure === status);
}

/** True for text that is one of the statuses AWS gives. */
export function isExecutionStatus(text: string): text is ExecutionStatus {
  return EXECUTION_STATUSES.some((status) => status === text);
}
