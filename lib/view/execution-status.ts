import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { StatusTone } from './visit-outcome';

/** How a status is shown: its word, and the tone that gives it colour and icon. */
type StatusLook = { readonly label: string; readonly tone: StatusTone };

/** Every status of an execution, in the order in which filters offer them: what went wrong first. */
export const STATUS_LOOKS = {
  FAILED: { label: 'Failed', tone: 'failed' },
  TIMED_OUT: { label: 'Timed out', tone: 'timed-out' },
  ABORTED: { label: 'Aborted', tone: 'aborted' },
  RUNNING: { label: 'Running', tone: 'running' },
  PENDING_REDRIVE: { label: 'Pending redrive', tone: 'redrive' },
  SUCCEEDED: { label: 'Succeeded', tone: 'succeeded' },
  UNKNOWN: { label: 'Unknown', tone: 'unknown' },
} as const satisfies Readonly<Record<ExecutionStatus, StatusLook>>;
