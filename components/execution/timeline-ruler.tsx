'use client';

import { type PointerEvent, type ReactNode, useState } from 'react';
import { barStyle } from '@/components/execution/time-style';
import { useWidth } from '@/components/execution/use-width';
import { formatDuration } from '@/lib/base/format';
import { layoutRuler } from '@/lib/view/timeline-ruler';
import { type TimeScale, type TimeWindow, toMs, toPx } from '@/lib/view/timeline-scale';

/** A press that moves less than this is no drag. */
const SHORTEST_DRAG_PX = 4;

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
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const { ticks, folds } = layoutRuler(scale, widthPx, nowMs);
  const leftOf = (atMs: number) => barStyle(scale.folds, atMs, atMs).left;
  const finish = (): void => {
    setDrag(null);
    if (drag === null || Math.abs(drag.to - drag.from) < SHORTEST_DRAG_PX) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    onZoom({ fromMs: toMs(scale, from, widthPx), toMs: toMs(scale, to, widthPx) });
  };
  return (
    <div
      ref={box}
      aria-hidden="true"
      className="relative col-start-3 mr-1.5 h-7 touch-none overflow-hidden border-l border-line text-small text-muted tabular-nums select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = pxOf(event);
        setDrag({ from: at, to: at });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ from: drag.from, to: pxOf(event) });
      }}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      {/* Where they are is for the style sheet to say, as for the bars: the width is only measured after the first paint. */}
      {ticks.map(({ atMs, label }) => (
        <span
          key={atMs}
          className="absolute top-0 flex h-full items-center border-l border-line pl-1 whitespace-nowrap"
          style={{ left: leftOf(atMs) }}
        >
          {label}
        </span>
      ))}
      {folds.map(({ fold, lengthMs, label }) => (
        <span
          key={fold.fromMs}
          title={`No attempt ran for ${formatDuration(lengthMs)}`}
          className="absolute top-0 flex h-full items-center justify-center whitespace-nowrap"
          style={barStyle(scale.folds, fold.fromMs, fold.toMs)}
        >
          {label}
        </span>
      ))}
      {marks.map(({ key, atMs, label }) => (
        <span
          key={key}
          // Near the end the words stand before their line, where there is room.
          className={`absolute top-1 rounded-control bg-redrive-soft px-1 whitespace-nowrap text-redrive-text ${toPx(scale, atMs, widthPx) > 0.7 * widthPx ? '-translate-x-full' : ''}`}
          style={{ left: leftOf(atMs) }}
        >
          {label}
        </span>
      ))}
      {drag === null ? null : (
        <span
          className="absolute inset-y-0 bg-accent opacity-30"
          style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
        />
      )}
    </div>
  );
}

function pxOf(event: PointerEvent<HTMLElement>): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.min(width, Math.max(0, event.clientX - left));
}
