import 'server-only';
import type { Point } from '@/lib/domain/definition/graph-layout';
import type { GraphLink } from '@/lib/domain/definition/graph-links';

/** A state of a group at its place, or the start or end of the whole. */
export type PlacedBox = Point & {
  readonly kind: 'state' | 'start' | 'end';
  readonly name: string | null;
  readonly width: number;
  readonly height: number;
};

type Catch = { readonly link: GraphLink; readonly from: PlacedBox; readonly to: PlacedBox };
type Band = { readonly top: number; readonly bottom: number; readonly right: number };

/** Between the rightmost box and the first lane, and from lane to lane. */
const GUTTER_PX = 16;
const LANE_PX = 10;
/** How far from a rank a line runs along it. */
const CLEAR_PX = 10;
/** Exits stand above entries, so that a state that catches and handles shows both. */
const APART_PX = 7;
const FROM_CORNER_PX = 14;

/**
 * Lines of Catch, to the right of everything: out of the state, up or down a lane of the gutter, and into the handler. Ways
 * to one handler share its lane. A handler that stands beside the next rank, to the right, is reached directly.
 */
export function routeCatches(
  catches: readonly Catch[],
  boxes: readonly PlacedBox[],
  flowRight: number,
): {
  readonly right: number;
  readonly lines: readonly { readonly link: GraphLink; readonly points: readonly Point[] }[];
} {
  const contentRight = Math.max(0, flowRight, ...boxes.map(({ x, width }) => x + width));
  const bands = bandsOf(boxes);
  const bandOf = (box: PlacedBox): Band => bands.get(middleOf(box)) ?? { top: box.y, bottom: box.y, right: 0 };
  const direct = new Set(catches.filter(({ from, to }) => isBeside(from, to, boxes)));
  const lanes = assignLanes(catches.filter((each) => !direct.has(each)));
  const laneX = (lane: number): number => contentRight + GUTTER_PX + lane * LANE_PX;
  const lines = catches.map((each) => {
    const { link, from, to } = each;
    if (direct.has(each)) return { link, points: directLine(from, to) };
    const x = laneX(lanes.get(to) ?? 0);
    return { link, points: [...exitPoints(from, bandOf(from), x), ...entryPoints(to, bandOf(to), x)] };
  });
  const lastLane = Math.max(-1, ...lanes.values());
  return { right: lastLane < 0 ? contentRight : laneX(lastLane) + 2, lines };
}

/** Boxes of one rank share their middle. */
function middleOf({ y, height }: PlacedBox): number {
  return Math.round(y + height / 2);
}

function bandsOf(boxes: readonly PlacedBox[]): ReadonlyMap<number, Band> {
  const bands = new Map<number, Band>();
  for (const box of boxes) {
    const band = bands.get(middleOf(box)) ?? { top: box.y, bottom: box.y + box.height, right: box.x + box.width };
    bands.set(middleOf(box), {
      top: Math.min(band.top, box.y),
      bottom: Math.max(band.bottom, box.y + box.height),
      right: Math.max(band.right, box.x + box.width),
    });
  }
  return bands;
}

/** Whether the handler is the next thing below, right of the state, with nothing between. */
function isBeside(from: PlacedBox, to: PlacedBox, boxes: readonly PlacedBox[]): boolean {
  const right = from.x + from.width;
  const target = to.x + to.width / 2;
  const exitY = from.y + from.height / 2 - APART_PX;
  if (target < right + FROM_CORNER_PX || to.y < from.y + from.height) return false;
  return !boxes.some((box) => {
    if (box === from || box === to) return false;
    const isInRow = box.y <= exitY && box.y + box.height >= exitY && box.x + box.width > right && box.x < target;
    const isInColumn = box.x <= target && box.x + box.width >= target && box.y < to.y && box.y + box.height > exitY;
    return isInRow || isInColumn;
  });
}

function directLine(from: PlacedBox, to: PlacedBox): Point[] {
  const exitY = from.y + from.height / 2 - APART_PX;
  const x = to.x + to.width / 2;
  return [
    { x: from.x + from.width, y: exitY },
    { x, y: exitY },
    { x, y: to.y },
  ];
}

/** Straight out where nothing stands to the right, else out of the bottom and along the gap below. */
function exitPoints(box: PlacedBox, band: Band, laneX: number): Point[] {
  const right = box.x + box.width;
  if (right >= band.right) {
    const y = box.y + box.height / 2 - APART_PX;
    return [
      { x: right, y },
      { x: laneX, y },
    ];
  }
  const y = band.bottom + CLEAR_PX;
  const x = right - FROM_CORNER_PX;
  return [
    { x, y: box.y + box.height },
    { x, y },
    { x: laneX, y },
  ];
}

function entryPoints(box: PlacedBox, band: Band, laneX: number): Point[] {
  const right = box.x + box.width;
  if (right >= band.right) {
    const y = box.y + box.height / 2 + APART_PX;
    return [
      { x: laneX, y },
      { x: right, y },
    ];
  }
  const y = band.top - CLEAR_PX;
  const x = right - FROM_CORNER_PX;
  return [
    { x: laneX, y },
    { x, y },
    { x, y: box.y },
  ];
}

/** A lane for each handler; two whose ways do not pass each other may share one. Shorter ones stand further in. */
function assignLanes(catches: readonly Catch[]): ReadonlyMap<PlacedBox, number> {
  const spans = new Map<PlacedBox, { top: number; bottom: number }>();
  for (const { from, to } of catches) {
    const span = spans.get(to) ?? { top: to.y - CLEAR_PX, bottom: to.y + to.height };
    const top = Math.min(span.top, from.y);
    spans.set(to, { top, bottom: Math.max(span.bottom, from.y + from.height + CLEAR_PX) });
  }
  const lanes: { top: number; bottom: number }[][] = [];
  const assigned = new Map<PlacedBox, number>();
  const byLength = [...spans].sort(([, a], [, b]) => a.bottom - a.top - (b.bottom - b.top));
  for (const [handler, span] of byLength) {
    const free = lanes.findIndex((taken) => taken.every(({ top, bottom }) => span.top > bottom || span.bottom < top));
    const lane = free < 0 ? lanes.push([]) - 1 : free;
    lanes[lane]?.push(span);
    assigned.set(handler, lane);
  }
  return assigned;
}
