import type { Gap } from './timeline-idle';
import type { LaneItem } from './timeline-node';
import { foldAround, placeOf, type TimeWindow } from './timeline-scale';
import type { StatusTone } from './visit-outcome';

/** The items in work in one slice of time, on average, by what became of them; worst first, tones without items left out. */
export type LaneBin = readonly { readonly tone: StatusTone; readonly count: number }[];

/** Worst first. Items have no other tones. */
const TONES: readonly StatusTone[] = ['failed', 'waiting', 'running', 'aborted', 'caught', 'succeeded'];

/** A tone with anything in it is at least this share of the lane high: one failed item of thousands must be seen. */
const LEAST_HEIGHT = 0.25;

/** What is shorter than a slice counts as its share of it, but never as nothing. */
const LEAST_SHARE = 1e-6;

/**
 * How many items are in work in each slice of a box of `bins` slices from `fromMs` to `toMs`, on average over the slice: one
 * that follows another is not beside it. Open items reach to the end. Linear in items plus bins; a zero-length or clipped
 * box gives empty bins or none.
 */
export function layoutLane(
  items: readonly LaneItem[],
  box: { readonly fromMs: number; readonly toMs: number; readonly bins: number },
): readonly LaneBin[] {
  const span = box.toMs - box.fromMs;
  if (!(span > 0) || box.bins < 1) return [];
  const at = (ms: number): number => ((ms - box.fromMs) / span) * box.bins;
  // By how much each slice has more in work than the one before, so that an item costs a few additions however long it is.
  const rises = TONES.map(() => new Float64Array(box.bins + 1));
  for (const item of items) {
    const rise = rises[TONES.indexOf(item.tone)];
    const from = Math.max(0, at(item.fromMs));
    const to = Math.min(item.toMs === null ? box.bins : at(item.toMs), box.bins);
    if (rise === undefined || to < 0 || from >= box.bins) continue;
    const first = Math.floor(from);
    const last = Math.max(first, Math.ceil(to) - 1);
    addRun(rise, first, first + 1, Math.min(to, first + 1) - from);
    if (last > first) addRun(rise, last, last + 1, to - last);
    if (last > first + 1) addRun(rise, first + 1, last, 1);
  }
  return toBins(rises, box.bins);
}

/** Counts a share of an item in the slices from `first` to before `end`. */
function addRun(rise: Float64Array, first: number, end: number, share: number): void {
  const counted = Math.max(share, LEAST_SHARE);
  rise[first] = (rise[first] ?? 0) + counted;
  rise[end] = (rise[end] ?? 0) - counted;
}

function toBins(rises: readonly Float64Array[], bins: number): readonly LaneBin[] {
  const open = new Float64Array(TONES.length);
  return Array.from({ length: bins }, (_, bin) =>
    TONES.flatMap((tone, row) => {
      const count = (open[row] ?? 0) + (rises[row]?.[bin] ?? 0);
      open[row] = count;
      // What adding and taking away again leaves is no item.
      return count > LEAST_SHARE / 2 ? [{ tone, count }] : [];
    }),
  );
}

/** The slices of a part of a lane. */
export type LanePiece = TimeWindow & { readonly bins: readonly LaneBin[] };

/**
 * A lane in pieces, cut where the axis is not in proportion: each fold is one slice, because nothing begins or ends in it,
 * and the others share `bins` slices by how long they are. The window and the folds are in ms since `originMs`.
 */
export function layoutLanePieces(
  items: readonly LaneItem[],
  originMs: number,
  { fromMs, toMs }: TimeWindow,
  folds: readonly Gap[],
  bins: number,
): readonly LanePiece[] {
  const edges = folds
    .flatMap((fold) => [fold.fromMs, fold.toMs ?? toMs])
    .filter((edge) => edge > fromMs && edge < toMs);
  const drawnMs = placeOf(folds, toMs).drawnMs - placeOf(folds, fromMs).drawnMs;
  return [fromMs, ...edges].map((from, at) => {
    const to = edges[at] ?? toMs;
    const isFold = to > from && foldAround(folds, { fromMs: from, toMs: to }) !== undefined;
    const startMs = originMs + from;
    // What ended where a piece begins belongs to the one before; what took no time belongs outside of a fold.
    const inside = items.filter(
      (item) => item.toMs === null || item.toMs > startMs || (!isFold && item.fromMs === startMs),
    );
    const count = isFold || drawnMs === 0 ? 1 : Math.max(1, Math.round((bins * (to - from)) / drawnMs));
    // Between two folds that touch each other something may have happened that took no time.
    const box = { fromMs: startMs, toMs: originMs + Math.max(to, from + 1), bins: count };
    return { fromMs: from, toMs: to, bins: layoutLane(inside, box) };
  });
}

/** The most items in work at once in any slice. */
export function busiest(bins: readonly LaneBin[]): number {
  return bins.reduce((max, bin) => Math.max(max, sumOf(bin)), 0);
}

/**
 * One SVG path per tone over a view box of `bins.length` × 1, so that a lane of any number of items is a few elements.
 * Slices are stacked, worst at the foot; one with `most` items fills the lane.
 */
export function lanePaths(
  bins: readonly LaneBin[],
  most: number,
): readonly { readonly tone: StatusTone; readonly path: string }[] {
  const paths = new Map<StatusTone, string>();
  for (const [at, bin] of bins.entries()) {
    let foot = 1;
    for (const { tone, count } of bin) {
      const top = Math.max(0, foot - Math.max(LEAST_HEIGHT, count / most));
      paths.set(tone, `${paths.get(tone) ?? ''}M${at} ${foot.toFixed(3)}V${top.toFixed(3)}h1V${foot.toFixed(3)}z`);
      foot = top;
    }
  }
  return TONES.flatMap((tone) => {
    const path = paths.get(tone);
    return path === undefined ? [] : [{ tone, path }];
  });
}

function sumOf(bin: LaneBin): number {
  return bin.reduce((sum, { count }) => sum + count, 0);
}
