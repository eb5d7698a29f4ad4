import { type RefObject, useEffect } from 'react';

/** Brings the selected state into sight within its box, without moving the page. */
export function useScrollToSelected(
  scroller: RefObject<HTMLElement | null>,
  elements: RefObject<ReadonlyMap<string, Element>>,
  selected: string | null,
): void {
  useEffect(() => {
    const box = scroller.current;
    const element = selected === null ? undefined : elements.current.get(selected);
    if (box === null || element === undefined) return;
    const outer = box.getBoundingClientRect();
    const inner = element.getBoundingClientRect();
    const isInSight =
      inner.top >= outer.top &&
      inner.top <= outer.bottom - Math.min(inner.height, outer.height) &&
      inner.left >= outer.left &&
      inner.left <= outer.right - Math.min(inner.width, outer.width);
    if (isInSight) return;
    box.scrollBy({
      left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
      // A container's title is what counts of it.
      top: inner.top + Math.min(inner.height, 60) / 2 - outer.top - outer.height / 2,
    });
  }, [scroller, elements, selected]);
}
