'use client';

import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import { TimelineColumns } from '@/components/execution/timeline-columns';
import { TimelineRuler } from '@/components/execution/timeline-ruler';
import { TimelineToolbar } from '@/components/execution/timeline-toolbar';
import { ROW_PX, TimelineTree } from '@/components/execution/timeline-tree';
import { useTimelineTime } from '@/components/execution/use-timeline-time';
import { useTimelineTree, type WholeTimeline } from '@/components/execution/use-timeline-tree';
import { formatCount } from '@/lib/base/format';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import { timeOf } from '@/lib/client/timeline-visits';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { idleTimeOf } from '@/lib/view/timeline-idle';
import { signsOf } from '@/lib/view/timeline-legend';
import { neighbourError } from '@/lib/view/timeline-rows';
import { type TimeWindow, zoomWindow } from '@/lib/view/timeline-scale';

type TimelineViewProps = {
  readonly execution: ExecutionAnswer;
  readonly timeline: WholeTimeline;
  readonly state: ExecutionState;
  readonly setState: SetExecutionState;
  /** Key of the selected row. */
  readonly selected: string;
};

/** The states of an execution as rows over time. Only the rows in sight are in the page. */
export function TimelineView({ execution, timeline, state, setState, selected }: TimelineViewProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const filter = { text: state.find, isErrorsOnly: state.only === 'errors' };
  const tree = useTimelineTree(execution, timeline, filter, selected);
  const { root, index, rows, matching } = tree;
  const signs = useMemo(() => signsOf(index.nodes.values()), [index]);
  const redrives = useMemo(() => timeline.redrives.map(({ date }) => timeOf(date) - root.fromMs), [timeline, root]);
  const idle = useMemo(
    () =>
      idleTimeOf(
        index.nodes.values(),
        root.fromMs,
        root.toMs,
        timeline.redrives.map(({ date }) => timeOf(date)),
      ),
    [index, root, timeline],
  );
  const time = useTimelineTime(
    root,
    idle,
    { lastEventDate: timeline.lastEventDate, readDate: execution.readDate },
    state,
  );
  const { scale, fold } = time;
  const select = useCallback((row: string) => void setState({ row }), [setState]);
  // Keys go through rows faster than anybody wants to come back through.
  const pass = (row: string | null | undefined): void => void (row && setState({ row }, { history: 'replace' }));
  const neighbour = (step: 1 | -1): string | undefined =>
    rows[rows.findIndex(({ node }) => node.key === selected) + step]?.node.key;
  useSingleKeys({
    j: () => pass(neighbour(1)),
    k: () => pass(neighbour(-1)),
    n: () => pass(neighbourError(root, selected, 1)),
    'Shift+N': () => pass(neighbourError(root, selected, -1)),
  });
  const zoomTo = (window: TimeWindow): void => {
    const isWhole = window.fromMs <= time.whole.fromMs && window.toMs >= time.whole.toMs;
    void setState(isWhole ? { t0: null, t1: null } : { t0: Math.floor(window.fromMs), t1: Math.ceil(window.toMs) });
  };
  return (
    <section aria-label="Timeline" className="min-w-0 rounded-panel border border-line bg-surface">
      <TimelineToolbar
        find={state.find}
        onFind={(find) => void setState({ find: find === '' ? null : find })}
        isErrorsOnly={filter.isErrorsOnly}
        onErrorsOnly={(isOn) => void setState({ only: isOn ? 'errors' : null })}
        rows={rows.length}
        matching={matching}
        signs={signs}
        isZoomed={state.t0 !== null || state.t1 !== null}
        onZoom={(how) =>
          zoomTo(how === 'whole' ? time.whole : zoomWindow(scale, how === 'in' ? 0.5 : 2, 0.5, time.whole))
        }
        fold={fold}
        onFold={(isOn) => void setState({ fold: isOn === fold.isOnAtFirst ? null : isOn ? 'on' : 'off' })}
      />
      <div
        ref={scroller}
        className="relative max-h-[max(22rem,calc(100dvh-20rem))] min-h-48 overflow-x-hidden overflow-y-auto [--columns:minmax(0,46%)_0_minmax(0,1fr)] md:[--columns:minmax(0,22rem)_5rem_minmax(0,1fr)]"
        style={time.variables}
      >
        <div className="sticky top-0 z-10 grid grid-cols-(--columns) border-b border-line bg-surface">
          <div className="flex items-center px-3 text-small text-muted">State</div>
          <div className="hidden items-center justify-end px-2 text-small text-muted md:flex">Time</div>
          <TimelineRuler
            scale={scale}
            nowMs={time.nowMs - root.fromMs}
            marks={redrives.map((atMs, position) => ({
              key: atMs,
              atMs,
              label: `Redrive ${formatCount(position + 1)}`,
            }))}
            onZoom={zoomTo}
          />
        </div>
        <TimelineTree
          label={`States of ${execution.name}`}
          tree={tree}
          selected={selected}
          nowMs={time.nowMs}
          folds={scale.folds}
          scroller={scroller}
          onSelect={select}
        />
        <TimelineColumns folds={scale.folds} redrives={redrives} heightPx={rows.length * ROW_PX} />
        {matching === 0 ? <NothingFound /> : null}
      </div>
    </section>
  );
}

function NothingFound(): ReactNode {
  return (
    <p className="px-3 py-6 text-muted">
      No state or error matches. Shorten what you look for, or switch “Errors only” off.
    </p>
  );
}
