import type { ReactNode } from 'react';

/** One stroke for each type of state, in a box of 16 × 16. */
const STROKES = {
  Task: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  Choice: 'M8 1.5 14.5 8 8 14.5 1.5 8z',
  Wait: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5V8l2.5 1.5',
  Pass: 'M2 8h11M9 4l4 4-4 4',
  Succeed: 'M2.5 8.5 6.5 12.5 13.5 4.5',
  Fail: 'M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5',
  Map: 'M2 5h9v9H2zM5 5V2h9v9h-3',
  Parallel: 'M3 2v12M8 2v12M13 2v12',
} as const;

/** A type that came after this list. */
const UNKNOWN = 'M3 8h.1M8 8h.1M13 8h.1';

function strokeOf(type: string): string {
  const known = Object.entries(STROKES).find(([name]) => name === type);
  return known?.[1] ?? UNKNOWN;
}

/** The sign of a type at a point of an SVG. What it means stands in the name of the box it belongs to. */
export function StateTypeIcon({
  type,
  x,
  y,
}: {
  readonly type: string;
  readonly x: number;
  readonly y: number;
}): ReactNode {
  return (
    <path
      d={strokeOf(type)}
      transform={`translate(${x} ${y}) scale(0.875)`}
      className="fill-none stroke-current"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}
