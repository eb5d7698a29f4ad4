import { formatDuration, formatOffset } from '@/lib/base/format';
import { drawnLengthMs, foldPx, type TimeScale, type TimeWindow, toPx } from './timeline-scale';

/** A line of the ruler, at an offset in ms. */
export type Tick = { readonly atMs: number; readonly label: string };

/** A fold on the ruler, or several that stand side by side. */
export type FoldMark = {
  /** The moments at which it begins and ends, in ms since the start; the end is null while it lasts. */
  readonly fromMs: number;
  readonly toMs: number | null;
  /** How much idle time is folded there. */
  readonly lengthMs: number;
  /** The same in words; empty where another one's words stand already. */
  readonly label: string;
  /** Its middle, in px from the left end. */
  readonly centrePx: number;
  /** How far the label is moved from there, so that the ends of the ruler do not cut it off. */
  readonly shiftPx: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances that people count in, in ms; below a second and above a day they go by 1, 2, 5. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY),
];

/** About as wide as a character of the ruler is, in px, and the room that a label keeps free behind it. */
const CHARACTER_PX = 6.5;
const ROOM_PX = 14;
/** Lines stand no closer than this, however short their labels are. */
const LEAST_PX = 64;
/** Folds with no more than this between them stand side by side. */
const BESIDE_PX = 6;

/** The lines and the folds of a ruler of this width; lines whose label would be cut off are left out. `nowMs` is where a fold ends that still lasts. */
export function layoutRuler(
  scale: TimeScale,
  widthPx: number,
  nowMs: number,
): { readonly ticks: readonly Tick[]; readonly folds: readonly FoldMark[] } {
  const folds = layoutFolds(scale, widthPx, nowMs);
  const taken = folds.map(boxOf);
  const ticks = layoutTicks(scale, widthPx).filter(({ atMs, label }) => {
    const left = toPx(scale, atMs, widthPx);
    const right = left + labelPx(label);
    return right - ROOM_PX / 2 <= widthPx && taken.every((box) => right <= box.left || left >= box.right);
  });
  return { ticks, folds };
}

/** The folds of a window, each with its true length where that does not lie over the one before. */
function layoutFolds(scale: TimeScale, widthPx: number, nowMs: number): readonly FoldMark[] {
  const marks: FoldMark[] = [];
  for (const { fromMs, toMs, lengthMs } of joinFolds(scale, widthPx, nowMs)) {
    const left = toPx(scale, fromMs, widthPx);
    const right = toPx(scale, toMs ?? scale.window.toMs, widthPx);
    if (right <= 0 || left >= widthPx) continue;
    const centrePx = (left + right) / 2;
    const label = `⋯${formatDuration(lengthMs)}⋯`;
    const half = labelPx(label) / 2;
    const shiftPx = Math.max(half, Math.min(centrePx, widthPx - half)) - centrePx;
    const mark = { fromMs, toMs, lengthMs, label, centrePx, shiftPx };
    const last = marks.findLast((before) => before.label !== '');
    const isFree = last === undefined || boxOf(last).right <= boxOf(mark).left;
    marks.push(isFree ? mark : { ...mark, label: '' });
  }
  return marks;
}

/** Folds that are no further apart than a bar that cannot be told from a line are told as one: their words would collide. */
function joinFolds(
  scale: TimeScale,
  widthPx: number,
  nowMs: number,
): readonly Pick<FoldMark, 'fromMs' | 'toMs' | 'lengthMs'>[] {
  const joined: Pick<FoldMark, 'fromMs' | 'toMs' | 'lengthMs'>[] = [];
  for (const { fromMs, toMs } of scale.folds) {
    const lengthMs = (toMs ?? nowMs) - fromMs;
    const last = joined.at(-1);
    const isBeside = last?.toMs != null && toPx(scale, fromMs, widthPx) - toPx(scale, last.toMs, widthPx) <= BESIDE_PX;
    if (isBeside) joined.pop();
    joined.push(
      isBeside ? { fromMs: last.fromMs, toMs, lengthMs: last.lengthMs + lengthMs } : { fromMs, toMs, lengthMs },
    );
  }
  return joined;
}

function boxOf({ centrePx, shiftPx, label }: FoldMark): { readonly left: number; readonly right: number } {
  const half = labelPx(label) / 2;
  return { left: centrePx + shiftPx - half, right: centrePx + shiftPx + half };
}

function labelPx(label: string): number {
  return label.length * CHARACTER_PX + ROOM_PX;
}

/** Round offsets inside of the window and outside of its folds, as close as their labels allow. */
function layoutTicks(scale: TimeScale, widthPx: number): readonly Tick[] {
  const { window } = scale;
  const foldsPx = foldPx(scale, widthPx) * (scale.to.folds - scale.from.folds);
  const pxPerMs = (widthPx - foldsPx) / drawnLengthMs(scale);
  const isWideEnough = (step: number): boolean => {
    const last = Math.floor(window.toMs / step) * step;
    // The one before too: where the last is a round number, its name is short.
    return step * pxPerMs >= Math.max(LEAST_PX, ...[last, last - step].map((atMs) => labelPx(formatOffset(atMs))));
  };
  const step = STEPS.find(isWideEnough) ?? Math.ceil((window.toMs - window.fromMs) / DAY) * DAY;
  return stretchesOf(scale).flatMap((stretch) => {
    const ticks: Tick[] = [];
    for (let atMs = Math.ceil(stretch.fromMs / step) * step; atMs <= stretch.toMs; atMs += step) {
      ticks.push({ atMs, label: atMs === 0 ? '0' : formatOffset(atMs) });
    }
    return ticks;
  });
}

/** What lies between the folds of a window: there everything is in proportion. */
function stretchesOf({ window, folds }: TimeScale): readonly TimeWindow[] {
  const stretches: TimeWindow[] = [];
  let { fromMs } = window;
  for (const fold of folds) {
    stretches.push({ fromMs, toMs: Math.min(fold.fromMs, window.toMs) });
    fromMs = Math.max(fromMs, fold.toMs ?? window.toMs);
  }
  stretches.push({ fromMs, toMs: window.toMs });
  return stretches.filter((stretch) => stretch.toMs >= stretch.fromMs);
}
