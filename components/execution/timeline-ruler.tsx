'use client';

import { type PointerEvent, type ReactNode, useState } from 'react';
import { layoutTicks, type TimeWindow } from '@/lib/view/timeline-scale';

/** A press that moves less than this share of the ruler is no drag. */
const SHORTEST_DRAG = 0.01;
const MOST_TICKS = 6;

export type RulerMark = { readonly key: number; readonly atMs: number; readonly label: string };

type TimelineRulerProps = {
  readonly window: TimeWindow;
  readonly marks: readonly RulerMark[];
  readonly onZoom: (window: TimeWindow) => void;
};

/** The time since the start above the bars. Dragging over it zooms to that part; the buttons beside do so by keyboard. */
export function TimelineRuler({ window, marks, onZoom }: TimelineRulerProps): ReactNode {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const length = window.toMs - window.fromMs;
  const shareOf = (atMs: number): number => (atMs - window.fromMs) / length;
  const finish = (): void => {
    setDrag(null);
    if (drag === null || Math.abs(drag.to - drag.from) < SHORTEST_DRAG) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    onZoom({ fromMs: window.fromMs + from * length, toMs: window.fromMs + to * length });
  };
  return (
    <div
      aria-hidden="true"
      className="relative col-start-3 mr-1.5 h-7 touch-none overflow-hidden border-l border-line text-small text-muted tabular-nums select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = shareAt(event);
        setDrag({ from: at, to: at });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ from: drag.from, to: shareAt(event) });
      }}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      {layoutTicks(window, MOST_TICKS).map(({ atMs, label }, index) => (
        <span
          key={atMs}
          className={`absolute top-0 flex h-full items-center border-l border-line pl-1 whitespace-nowrap ${index % 2 === 1 ? 'max-lg:hidden' : ''}`}
          style={{ left: `${shareOf(atMs) * 100}%` }}
        >
          {label}
        </span>
      ))}
      {marks.map(({ key, atMs, label }) => (
        <span
          key={key}
          // Near the end the words stand before their line, where there is room.
          className={`absolute top-1 rounded-control bg-redrive-soft px-1 whitespace-nowrap text-redrive-text ${shareOf(atMs) > 0.7 ? '-translate-x-full' : ''}`}
          style={{ left: `${shareOf(atMs) * 100}%` }}
        >
          {label}
        </span>
      ))}
      {drag === null ? null : (
        <span
          className="absolute inset-y-0 bg-accent opacity-30"
          style={{ left: `${Math.min(drag.from, drag.to) * 100}%`, width: `${Math.abs(drag.to - drag.from) * 100}%` }}
        />
      )}
    </div>
  );
}

function shareAt(event: PointerEvent<HTMLElement>): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
}
