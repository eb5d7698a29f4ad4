import 'server-only';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { createTimelineFold, type FoldContext } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { StoredExecution } from '@/lib/server/ports/index-store';

/** The events of one execution, folded, and the visit each belongs to. */
export type Course = {
  readonly events: readonly HistoryEvent[];
  readonly timeline: Timeline;
  readonly visitOf: (eventId: number) => number | null;
};

/** Folded courses, kept while they are looked at: a page asks for the same one several times, and polls. */
export interface CourseCache {
  /** Folds the events, or answers what it made of them before. */
  get(
    execution: StoredExecution,
    events: () => Promise<readonly HistoryEvent[]>,
    context: FoldContext,
  ): Promise<Course>;
}

/** Together they may hold this many events: about eight histories of the largest size. */
const MOST_EVENTS = 200_000;

export function createCourseCache(): CourseCache {
  const courses = new Map<string, Course>();
  return {
    get: async (execution, events, context) => {
      const key = courseKey(execution);
      const held = courses.get(key);
      const course = held ?? fold(await events(), context);
      courses.delete(key);
      courses.set(key, course);
      forgetOldest(courses);
      return course;
    },
  };
}

/** Events are only ever added, so their number and the time of the last tell versions apart. */
function courseKey({ arn, history }: StoredExecution): string {
  return `${arn} ${history?.eventCount ?? 0} ${history?.lastAtMs ?? 0}`;
}

function fold(events: readonly HistoryEvent[], context: FoldContext): Course {
  const folded = createTimelineFold(context);
  folded.add(events);
  return { events, timeline: folded.timeline(), visitOf: folded.visitOf };
}

function forgetOldest(courses: Map<string, Course>): void {
  let total = 0;
  for (const { events } of courses.values()) total += events.length;
  for (const [key, { events }] of courses) {
    if (total <= MOST_EVENTS || courses.size === 1) return;
    total -= events.length;
    courses.delete(key);
  }
}
