import type { WholeTimeline } from '@/components/execution/use-timeline-tree';
import { EXECUTION_KEY } from '@/lib/view/timeline-node';

/**
 * The row that is selected until somebody selects another: the innermost visit that ended the execution; else the first
 * that waits for an answer, which somebody may have come to give; else the last one that something ended from outside;
 * else no state.
 */
export function selectedAtFirst({ fatalVisits, visits, status }: WholeTimeline): string {
  const fatal = fatalVisits.at(-1);
  if (fatal !== undefined) return String(fatal);
  const waiting = visits.find(({ outcome }) => outcome === 'waiting');
  if (waiting !== undefined) return String(waiting.id);
  if (status !== 'TIMED_OUT' && status !== 'ABORTED') return EXECUTION_KEY;
  const cut = visits.findLast(({ outcome }) => outcome === 'aborted');
  return cut === undefined ? EXECUTION_KEY : String(cut.id);
}
