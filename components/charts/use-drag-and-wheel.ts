import { type RefObject, useEffect, useRef } from 'react';

type At = { readonly x: number; readonly y: number };

const CLOSER = 1.15;
/** Less than this is a click with an unsteady hand. */
const DRAG_PX = 4;

/**
 * Pans a scrolling box by dragging with a mouse (fingers pan by themselves), and zooms by ctrl or ⌘ and the wheel, at the
 * pointer. The wheel alone scrolls. Listens by itself because a wheel that is to be stopped needs a listener that says so.
 */
export function useDragAndWheel(scroller: RefObject<HTMLElement | null>, zoom: (factor: number, at: At) => void): void {
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let from: { x: number; y: number; left: number; top: number } | null = null;
    let isDragging = false;
    const listeners = new AbortController();
    const { signal } = listeners;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      latest.current(event.deltaY < 0 ? CLOSER : 1 / CLOSER, { x: event.clientX - left, y: event.clientY - top });
    };
    const onDown = (event: PointerEvent): void => {
      isDragging = false;
      if (event.pointerType !== 'mouse' || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
    };
    const onMove = (event: PointerEvent): void => {
      if (from === null) return;
      const dx = event.clientX - from.x;
      const dy = event.clientY - from.y;
      isDragging ||= Math.hypot(dx, dy) > DRAG_PX;
      if (isDragging) element.scrollTo(from.left - dx, from.top - dy);
    };
    const onUp = (): void => {
      from = null;
    };
    // The end of a drag is no click on what lies under it.
    const onClick = (event: MouseEvent): void => {
      if (isDragging) event.stopPropagation();
      isDragging = false;
    };
    element.addEventListener('wheel', onWheel, { passive: false, signal });
    element.addEventListener('pointerdown', onDown, { signal });
    window.addEventListener('pointermove', onMove, { signal });
    window.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('click', onClick, { capture: true, signal });
    return () => listeners.abort();
  }, [scroller]);
}
