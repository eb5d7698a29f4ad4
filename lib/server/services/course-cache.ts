import 'server-only';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { isSameEvent } from '@/lib/domain/history/same-event';
import { createTimelineFold, type FoldContext, type TimelineFold } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';

/** The events of one execution, folded, and the visit each belongs to. */
export type Course = {
  readonly events: readonly HistoryEvent[];
  readonly timeline: Timeline;
  readonly visitOf: (eventId: number) => number | null;
};

/** Folded courses, kept while they are looked at: a page asks for the same one several times, and polls. */
export interface CourseCache {
  /**
   * Folds the events, or answers what it made of them before. Of an execution that goes on only what is new is folded.
   */
  get(
    execution: StoredExecution,
    events: () => Promise<readonly HistoryEvent[]>,
    context: FoldContext,
  ): Promise<Course>;
}

/** A course, and what it was made of. */
type Held = {
  readonly version: string;
  readonly context: FoldContext;
  readonly fold: TimelineFold;
  readonly course: Course;
};

/** Together they may hold this many events: about eight histories of the largest size. */
const MOST_EVENTS = 200_000;

export function createCourseCache(): CourseCache {
  const heldOf = new Map<string, Held>();
  return {
    get: async (execution, events, context) => {
      const { arn } = execution;
      const version = versionOf(execution);
      let held = heldOf.get(arn);
      if (held?.version !== version || !isSameContext(held.context, context)) {
        const read = await events();
        held = { version, context, ...follow(heldOf.get(arn), read, context) };
      }
      heldOf.delete(arn);
      heldOf.set(arn, held);
      forgetOldest(heldOf);
      return held.course;
    },
  };
}

/** Events are only ever added, so their number and the time of the last tell versions apart. */
function versionOf({ history }: StoredExecution): string {
  return `${history?.eventCount ?? 0} ${history?.lastAtMs ?? 0}`;
}

/** A definition that has become known since says what Fail states fail with. */
function isSameContext(a: FoldContext, b: FoldContext): boolean {
  return a.failStates === b.failStates;
}

/** Goes on with the fold of before where all that it took in still stands first, as it was; else folds from the beginning. */
function follow(
  held: Held | undefined,
  events: readonly HistoryEvent[],
  context: FoldContext,
): Pick<Held, 'fold' | 'course'> {
  const goesOn = held !== undefined && isSameContext(held.context, context) && beginsWith(events, held.course.events);
  const fold = goesOn ? held.fold : createTimelineFold(context);
  fold.add(goesOn ? events.slice(held.course.events.length) : events);
  return { fold, course: { events: fold.events(), timeline: fold.timeline(), visitOf: fold.visitOf } };
}

function beginsWith(events: readonly HistoryEvent[], first: readonly HistoryEvent[]): boolean {
  return first.every((event, at) => {
    const other = events[at];
    return other !== undefined && isSameEvent(event, other);
  });
}

function forgetOldest(heldOf: Map<string, Held>): void {
  let total = 0;
  for (const { course } of heldOf.values()) total += course.events.length;
  for (const [arn, { course }] of heldOf) {
    if (total <= MOST_EVENTS || heldOf.size === 1) return;
    total -= course.events.length;
    heldOf.delete(arn);
  }
}
