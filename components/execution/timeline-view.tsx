'use client';

import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import { TimelineColumns } from '@/components/execution/timeline-columns';
import { TimelineFind } from '@/components/execution/timeline-find';
import { TimelineMinimap } from '@/components/execution/timeline-minimap';
import { TimelineRuler } from '@/components/execution/timeline-ruler';
import { TimelineToolbar, type ZoomStep } from '@/components/execution/timeline-toolbar';
import { TimelineTree } from '@/components/execution/timeline-tree';
import { useTimelineTime } from '@/components/execution/use-timeline-time';
import { useTimelineTree, type WholeTimeline } from '@/components/execution/use-timeline-tree';
import { formatCounted } from '@/lib/base/format';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import { timeOf } from '@/lib/client/timeline-visits';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { idleTimeOf } from '@/lib/view/timeline-idle';
import { signsOf } from '@/lib/view/timeline-legend';
import { neighbourError } from '@/lib/view/timeline-rows';
import { panWindow, type TimeScale, type TimeWindow, zoomWindow } from '@/lib/view/timeline-scale';
import { activitySentence, redriveLabel } from '@/lib/view/timeline-words';
import { activityOf } from '@/lib/view/timeline-work';

/** Height of what stands above the rows: the minimap, the ruler and the line below. */
const HEADER_PX = 40 + 28 + 1;
/** Height of the line that names redrives. */
const MARKS_PX = 20;

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
  const activity = useMemo(() => activityOf(index.nodes.values()), [index]);
  // A redrive is told on a line of its own: where one was, a fold is beside it that has a name too.
  const headerPx = redrives.length === 0 ? HEADER_PX : HEADER_PX + MARKS_PX;
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
    // An end that is the execution's own stays so while that moves on.
    void setState({
      t0: window.fromMs <= time.whole.fromMs ? null : Math.floor(window.fromMs),
      t1: window.toMs >= time.whole.toMs ? null : Math.ceil(window.toMs),
    });
  };
  return (
    <section aria-label="Timeline" className="min-w-0 rounded-panel border border-line bg-surface">
      <TimelineToolbar
        isErrorsOnly={filter.isErrorsOnly}
        onErrorsOnly={(isOn) => void setState({ only: isOn ? 'errors' : null })}
        signs={signs}
        isZoomed={state.t0 !== null || state.t1 !== null}
        onZoom={(how) => zoomTo(stepWindow(how, scale, time.whole))}
        fold={fold}
        onFold={(isOn) => void setState({ fold: isOn === fold.isOnAtFirst ? null : isOn ? 'on' : 'off' })}
      />
      <div
        ref={scroller}
        className="relative max-h-[max(22rem,calc(100dvh-20rem))] min-h-48 overflow-x-hidden overflow-y-auto [--columns:minmax(0,46%)_0_minmax(0,1fr)] md:[--columns:minmax(0,22rem)_5rem_minmax(0,1fr)]"
        style={time.variables}
      >
        <div
          className="sticky top-0 z-10 grid grid-cols-(--columns) grid-rows-[2.5rem_minmax(0,1fr)] border-b border-line bg-surface text-small text-muted"
          style={{ height: headerPx }}
        >
          <div className="col-span-2 flex items-center border-b border-line px-2 text-body text-text">
            <TimelineFind text={state.find} onFind={(find) => void setState({ find: find === '' ? null : find })} />
          </div>
          <TimelineMinimap
            activity={activity}
            summary={activitySentence(activity, {
              startedAtMs: root.fromMs,
              lengthMs: time.whole.toMs,
              idleMs: fold.idleMs,
            })}
            originMs={root.fromMs}
            whole={time.whole}
            window={scale.window}
            folds={time.folds}
            onZoom={zoomTo}
          />
          <p role="status" className="flex items-center px-3 tabular-nums">
            {matching === null ? formatCounted(rows.length, 'row') : `${formatCounted(matching, 'state')} found`}
          </p>
          <div className="hidden items-center justify-end px-2 md:flex">Time</div>
          <TimelineRuler
            scale={scale}
            nowMs={time.nowMs - root.fromMs}
            marks={redrives.map((atMs) => ({
              key: atMs,
              atMs,
              label: redriveLabel(root.fromMs, root.fromMs + atMs),
            }))}
            onZoom={zoomTo}
          />
        </div>
        <div className="relative">
          <TimelineTree
            label={`States of ${execution.name}`}
            tree={tree}
            selected={selected}
            nowMs={time.nowMs}
            folds={scale.folds}
            scroller={scroller}
            headerPx={headerPx}
            onSelect={select}
          />
          <TimelineColumns folds={scale.folds} redrives={redrives} />
        </div>
        {matching === 0 ? <NothingFound /> : null}
      </div>
    </section>
  );
}

function stepWindow(how: ZoomStep, scale: TimeScale, whole: TimeWindow): TimeWindow {
  switch (how) {
    case 'in':
      return zoomWindow(scale, 0.5, 0.5, whole);
    case 'out':
      return zoomWindow(scale, 2, 0.5, whole);
    case 'earlier':
      return panWindow(scale, -0.25, whole);
    case 'later':
      return panWindow(scale, 0.25, whole);
    case 'whole':
      return whole;
  }
}

function NothingFound(): ReactNode {
  return (
    <p className="px-3 py-6 text-muted">
      No state or error matches. Shorten what you look for, or switch “Errors only” off.
    </p>
  );
}
