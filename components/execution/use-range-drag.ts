'use client';

import { type PointerEvent, useState } from 'react';

/** A press that moves less than this is no drag. */
const SHORTEST_DRAG_PX = 4;

/** Two places in px from the left end, the left one first. */
export type PxRange = readonly [number, number];

type RangeDrag = {
  /** What would be chosen now; null while nobody drags. */
  readonly range: PxRange | null;
  readonly handlers: Readonly<
    Record<
      'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel',
      (event: PointerEvent<HTMLElement>) => void
    >
  >;
};

/**
 * Choosing a range by dragging over a box. It begins where the pointer was pressed, or where `anchorOf` says: the other
 * end of a range whose one end was taken hold of.
 */
export function useRangeDrag(
  onRange: (range: PxRange) => void,
  anchorOf: (px: number) => number = (px) => px,
): RangeDrag {
  const [drag, setDrag] = useState<{ readonly anchor: number; readonly at: number; readonly first: number } | null>(
    null,
  );
  const range = drag === null ? null : ([Math.min(drag.anchor, drag.at), Math.max(drag.anchor, drag.at)] as const);
  return {
    range,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const first = pxOf(event);
        setDrag({ anchor: anchorOf(first), at: first, first });
      },
      onPointerMove: (event) => {
        if (drag !== null) setDrag({ ...drag, at: pxOf(event) });
      },
      onPointerUp: () => {
        setDrag(null);
        if (drag !== null && range !== null && Math.abs(drag.at - drag.first) >= SHORTEST_DRAG_PX) onRange(range);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}

function pxOf(event: PointerEvent<HTMLElement>): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.min(width, Math.max(0, event.clientX - left));
}
