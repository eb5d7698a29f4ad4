import type { TimelineVisit } from '@/lib/contract/timeline';

/**
 * The last error that Catch took on the way to a Fail state: such a state only says that the execution gave up, the caught
 * error says why. Looked for among the visits of the same branch or item; null for a state that failed by itself.
 */
export function caughtBefore(visits: readonly TimelineVisit[], failed: TimelineVisit): TimelineVisit | null {
  if (failed.stateType !== 'Fail') return null;
  const caught = visits.findLast(
    (visit) => visit.id < failed.id && visit.outcome === 'caught' && visit.failure !== null && isBeside(visit, failed),
  );
  return caught ?? null;
}

function isBeside(a: TimelineVisit, b: TimelineVisit): boolean {
  return (
    a.parent === b.parent && a.parentAttempt === b.parentAttempt && a.iteration === b.iteration && a.branch === b.branch
  );
}
