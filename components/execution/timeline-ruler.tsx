'use client';

import type { ReactNode } from 'react';
import { barStyle } from '@/components/execution/time-style';
import { useRangeDrag } from '@/components/execution/use-range-drag';
import { useWidth } from '@/components/execution/use-width';
import { formatDuration } from '@/lib/base/format';
import { layoutRuler } from '@/lib/view/timeline-ruler';
import { type TimeScale, type TimeWindow, toMs, toPx } from '@/lib/view/timeline-scale';

export type RulerMark = { readonly key: number; readonly atMs: number; readonly label: string };

type TimelineRulerProps = {
  readonly scale: TimeScale;
  /** In ms since the start. */
  readonly nowMs: number;
  readonly marks: readonly RulerMark[];
  readonly onZoom: (window: TimeWindow) => void;
};

/** The time since the start above the bars. Dragging over it zooms to that part; the buttons beside do so by keyboard. */
export function TimelineRuler({ scale, nowMs, marks, onZoom }: TimelineRulerProps): ReactNode {
  const [box, widthPx] = useWidth<HTMLDivElement>();
  const { ticks, folds } = layoutRuler(scale, widthPx, nowMs);
  const leftOf = (atMs: number) => barStyle(scale.folds, atMs, atMs).left;
  const { range, handlers } = useRangeDrag(([from, to]) =>
    onZoom({ fromMs: toMs(scale, from, widthPx), toMs: toMs(scale, to, widthPx) }),
  );
  return (
    <div
      ref={box}
      aria-hidden="true"
      className="relative col-start-3 mr-1.5 touch-none overflow-hidden border-l border-line text-small text-muted tabular-nums select-none"
      {...handlers}
    >
      {/* Where they are is for the style sheet to say, as for the bars: the width is only measured after the first paint. */}
      {ticks.map(({ atMs, label }) => (
        <span
          key={atMs}
          className="absolute top-0 flex h-7 items-center border-l border-line pl-1 whitespace-nowrap"
          style={{ left: leftOf(atMs) }}
        >
          {label}
        </span>
      ))}
      {folds.map(({ fromMs, toMs: endMs, lengthMs, label, shiftPx }) => (
        <span
          key={fromMs}
          title={`No attempt ran for ${formatDuration(lengthMs)}`}
          className="absolute top-0 flex h-7 items-center justify-center whitespace-nowrap"
          style={barStyle(scale.folds, fromMs, endMs)}
        >
          <span style={{ translate: shiftPx }}>{label}</span>
        </span>
      ))}
      {marks.map(({ key, atMs, label }) => (
        <span
          key={key}
          // Near the end the words stand before their line, where there is room.
          className={`absolute bottom-0.5 rounded-control bg-redrive-soft px-1 whitespace-nowrap text-redrive-text ${toPx(scale, atMs, widthPx) > 0.7 * widthPx ? '-translate-x-full' : ''}`}
          style={{ left: leftOf(atMs) }}
        >
          {label}
        </span>
      ))}
      {range === null ? null : (
        <span
          className="absolute inset-y-0 bg-accent opacity-30"
          style={{ left: range[0], width: range[1] - range[0] }}
        />
      )}
    </div>
  );
}
