'use client';

import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import { timeOf, toVisit } from '@/lib/client/timeline-visits';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { EXECUTION_KEY, type TimelineNode } from '@/lib/view/timeline-node';
import {
  filterTimeline,
  indexTimeline,
  type RowFilter,
  type TimelineIndex,
  type TimelineRow,
  visibleRows,
} from '@/lib/view/timeline-rows';
import { buildTimelineTree } from '@/lib/view/timeline-tree';

export type WholeTimeline = Extract<HeldTimeline, { readonly kind: 'whole' }>;

type TimelineTree = {
  readonly root: TimelineNode;
  readonly index: TimelineIndex;
  readonly rows: readonly TimelineRow[];
  /** Rows that match the filter; null where none is set. */
  readonly matching: number | null;
  readonly toggle: (key: string, isOpen: boolean) => void;
};

/** The rows of a timeline, kept until its events, the filter or what is open change. */
export function useTimelineTree(
  execution: ExecutionAnswer,
  timeline: WholeTimeline,
  filter: RowFilter,
  selected: string,
): TimelineTree {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { name, status, startDate, stopDate } = execution;
  const root = useMemo(
    () =>
      buildTimelineTree({
        name,
        status,
        startedAtMs: timeOf(timeline.startDate ?? startDate),
        endedAtMs: stopDate === null ? null : timeOf(stopDate),
        visits: timeline.visits.map(toVisit),
      }),
    [timeline, name, status, startDate, stopDate],
  );
  const index = useMemo(() => indexTimeline(root), [root]);
  // Typing stays fluent on the largest history: the rows follow when there is time.
  const text = useDeferredValue(filter.text);
  const { isErrorsOnly } = filter;
  const { kept, matching } = useMemo(
    () => filterTimeline(root, index, { text, isErrorsOnly }),
    [root, index, text, isErrorsOnly],
  );
  const rows = useMemo(
    () => visibleRows(root, index, { toggled, reveal: selected === EXECUTION_KEY ? null : selected, kept }),
    [root, index, toggled, selected, kept],
  );
  const toggle = useCallback((key: string, isOpen: boolean): void => {
    setToggled((before) => new Map(before).set(key, isOpen));
  }, []);
  return { root, index, rows, matching: kept === null ? null : matching, toggle };
}
