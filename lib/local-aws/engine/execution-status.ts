/** `PENDING_REDRIVE` only below a map run: a child that waits for its turn to run again (aws-facts §1.1). */
export const EXECUTION_STATUSES = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];
