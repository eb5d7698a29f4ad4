import type { EpochMs } from '@/lib/base/units';
import { wasAsked } from './timeline-legend';
import type { LaneItem, TimelineNode } from './timeline-node';
import { attemptLook } from './timeline-segments';

/**
 * When something ran in a row itself, as items of a lane; what ran below it has rows of its own. A Wait state, a question
 * to somebody and an activity that no worker has taken are no work.
 */
export function workOf({ visit, tone, children }: TimelineNode): readonly LaneItem[] {
  if (visit === null || visit.stateType === 'Wait') return [];
  const { attempts, enteredAtMs, endedAtMs } = visit;
  if (attempts.length === 0) return [{ tone, fromMs: enteredAtMs, toMs: endedAtMs }];
  // A Map or Parallel of which no inside is known works all the while: a distributed Map's items are elsewhere.
  if (children.length > 0) return [];
  return attempts.flatMap((attempt, at) => {
    const fromMs = attempt.work.kind === 'activity' ? attempt.startedAtMs : attempt.scheduledAtMs;
    if (fromMs === null || wasAsked(attempt)) return [];
    const look = attemptLook(visit, attempt, attempts[at + 1]);
    return [{ tone: look.tone, fromMs, toMs: attempt.endedAtMs ?? endedAtMs }];
  });
}

/** What runs in an execution over time, and the figures that tell of it. */
export type Activity = {
  readonly items: readonly LaneItem[];
  /** Items that failed for good, and those that Retry or Catch took. */
  readonly failed: number;
  readonly mended: number;
  /** How many ran at once at most, and since when. */
  readonly most: number;
  readonly mostAtMs: EpochMs | null;
};

/** Everything that ran in these rows. Takes a sort of its items and is linear beyond that. */
export function activityOf(nodes: Iterable<TimelineNode>): Activity {
  const items: LaneItem[] = [];
  for (const node of nodes) items.push(...workOf(node));
  items.sort((a, b) => a.fromMs - b.fromMs);
  const ends = items.flatMap(({ toMs }) => toMs ?? []).sort((a, b) => a - b);
  let over = 0;
  let most = 0;
  let mostAtMs: EpochMs | null = null;
  for (const [begun, { fromMs }] of items.entries()) {
    // What ends at the moment at which another begins does not run beside it.
    while ((ends[over] ?? Number.POSITIVE_INFINITY) <= fromMs && over < begun) over += 1;
    if (begun + 1 - over <= most) continue;
    most = begun + 1 - over;
    mostAtMs = fromMs;
  }
  const count = (tone: LaneItem['tone']): number => items.filter((item) => item.tone === tone).length;
  return { items, failed: count('failed'), mended: count('caught'), most, mostAtMs };
}
