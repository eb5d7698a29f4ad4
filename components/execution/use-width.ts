'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** What an element is taken to be wide before it was measured, in px. */
const ASSUMED_PX = 640;

/** An element and how wide it is inside of its borders, in px, kept up to date. */
export function useWidth<Box extends HTMLElement>(): readonly [RefObject<Box | null>, number] {
  const box = useRef<Box>(null);
  const [widthPx, setWidthPx] = useState(ASSUMED_PX);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidthPx(entry.contentRect.width);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, widthPx];
}
