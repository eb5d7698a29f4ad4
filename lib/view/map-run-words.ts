import { formatCount, formatCounted } from '@/lib/base/format';
import type { ExecutionStatus } from '@/lib/domain/execution-status';

/** How many executions, or items, of a map run are how far. */
export type MapRunCounts = Readonly<
  Record<'total' | 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted' | 'pendingRedrive', number>
>;

/** The statuses by which AWS lists the executions of a map run. */
export type MapRunExecutionStatus = Exclude<ExecutionStatus, 'UNKNOWN'>;

type Group = { readonly status: MapRunExecutionStatus; readonly count: number };

/** The statuses that some of the executions have, what went wrong first. */
export function groupsOf(counts: MapRunCounts): readonly Group[] {
  const groups: readonly Group[] = [
    { status: 'FAILED', count: counts.failed },
    { status: 'TIMED_OUT', count: counts.timedOut },
    { status: 'ABORTED', count: counts.aborted },
    { status: 'RUNNING', count: counts.running },
    { status: 'PENDING_REDRIVE', count: counts.pendingRedrive },
    { status: 'SUCCEEDED', count: counts.succeeded },
  ];
  return groups.filter(({ count }) => count > 0);
}

/** How many executions there are to list: AWS makes one only when it starts. */
export function startedOf(counts: MapRunCounts): number {
  return groupsOf(counts).reduce((total, { count }) => total + count, 0);
}

/** What the executions work on, where that is more than one item each; null where it is one. */
export function itemsText(executions: MapRunCounts, items: MapRunCounts): string | null {
  if (items.total === executions.total) return null;
  return `${formatCounted(items.total, 'item')} in ${formatCounted(executions.total, 'batch', 'batches')}`;
}

type Tolerance = { readonly toleratedFailureCount: number; readonly toleratedFailurePercentage: number };

/** How much may fail before the run does. Where both limits are set, the first that is passed ends it. */
export function toleranceText({ toleratedFailureCount, toleratedFailurePercentage }: Tolerance): string {
  const limits = [
    ...(toleratedFailureCount > 0 ? [formatCounted(toleratedFailureCount, 'item')] : []),
    ...(toleratedFailurePercentage > 0 ? [`${formatPercentage(toleratedFailurePercentage)} of its items`] : []),
  ];
  return limits.length === 0 ? 'no failure' : `${limits.join(' or ')} failing`;
}

function formatPercentage(percentage: number): string {
  return `${Math.round(percentage * 100) / 100} %`;
}

/** What was never started, which a run that has ended never starts any more unless it is redriven. */
export function pendingText({ pending }: MapRunCounts, isOver: boolean): string | null {
  if (pending === 0) return null;
  return isOver ? `${formatCount(pending)} never started` : `${formatCount(pending)} not started yet`;
}
