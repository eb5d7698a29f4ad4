import type { Attempt, Visit } from '@/lib/domain/timeline/timeline';
import type { TimelineNode } from './timeline-node';
import type { StatusTone } from './visit-outcome';

/** What the bars of a timeline can mean: the tones of statuses, and the looks that are none. */
export type LegendSign = StatusTone | 'retried' | 'pause' | 'scheduled';

/** The signs that occur in these rows and below them, so that a legend explains what is there and nothing else. Linear. */
export function signsOf(rows: Iterable<TimelineNode>): ReadonlySet<LegendSign> {
  const signs = new Set<LegendSign>();
  for (const { tone, visit } of rows) {
    if (visit?.stateType !== 'Wait') signs.add(tone);
    if (visit !== null) addVisit(signs, visit);
  }
  return signs;
}

function addVisit(signs: Set<LegendSign>, { stateType, attempts }: Visit): void {
  if (stateType === 'Wait') signs.add('pause');
  for (const attempt of attempts) {
    if (attempt.kind === 'retry') signs.add('retried').add('pause');
    if (attempt.startedAtMs !== null && attempt.startedAtMs > attempt.scheduledAtMs) signs.add('scheduled');
    if (attempt.outcome === 'succeeded' && wasAsked(attempt)) signs.add('waiting');
  }
}

/** Whether a person or another system was asked by task token: that time is drawn as waiting, whatever came of it. */
export function wasAsked({ work }: Attempt): boolean {
  return 'resource' in work && work.resource.endsWith('.waitForTaskToken');
}
