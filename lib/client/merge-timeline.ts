import type { TimelineAnswer } from '@/lib/contract/timeline';

/** A timeline as the browser holds it: all of it, or the reason why there is none. */
export type HeldTimeline = Extract<TimelineAnswer, { readonly kind: 'whole' | 'unavailable' }>;

/**
 * Brings what is held up to date with an answer. Visits that did not change keep their identity, so that what was drawn
 * from them can be kept too. `held` is null before the first answer, which is whole by contract.
 */
export function mergeTimeline(held: HeldTimeline | null, answer: TimelineAnswer): HeldTimeline {
  switch (answer.kind) {
    case 'whole':
    case 'unavailable':
      return answer;
    case 'unchanged':
      return { ...wholeOf(held), version: answer.version, isSettled: answer.isSettled };
    case 'changes': {
      const changed = new Map(answer.visits.map((visit) => [visit.id, visit]));
      const kept = wholeOf(held).visits.map((visit) => {
        const next = changed.get(visit.id);
        changed.delete(visit.id);
        return next ?? visit;
      });
      // Ids ascend, and what is new was entered later than all that is held.
      return { ...answer, kind: 'whole', visits: [...kept, ...changed.values()] };
    }
  }
}

function wholeOf(held: HeldTimeline | null): Extract<HeldTimeline, { readonly kind: 'whole' }> {
  if (held?.kind === 'whole') return held;
  throw new Error('The server sent changes of a timeline that this page does not hold.');
}
