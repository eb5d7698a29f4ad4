import type { Gap } from './timeline-idle';
import type { LaneItem } from './timeline-node';
import { foldAround, placeOf, type TimeWindow } from './timeline-scale';
import type { StatusTone } from './visit-outcome';

/** The items in work in one slice of time, by what became of them; worst first, tones without items left out. */
export type LaneBin = readonly { readonly tone: StatusTone; readonly count: number }[];

/** Worst first. Items have no other tones. */
const TONES: readonly StatusTone[] = ['failed', 'waiting', 'running', 'aborted', 'caught', 'succeeded'];

/** A tone with anything in it is at least this share of the lane high: one failed item of thousands must be seen. */
const LEAST_HEIGHT = 0.25;

/**
 * Counts items per slice of a box of `bins` slices from `fromMs` to `toMs`. Open items reach to the end. Linear in items
 * plus bins; a zero-length or clipped box gives empty bins or none.
 */
export function layoutLane(
  items: readonly LaneItem[],
  box: { readonly fromMs: number; readonly toMs: number; readonly bins: number },
): readonly LaneBin[] {
  const span = box.toMs - box.fromMs;
  if (!(span > 0) || box.bins < 1) return [];
  const at = (ms: number): number => Math.floor(((ms - box.fromMs) / span) * box.bins);
  // How many begin and end at each slice, so that an item costs two additions however long it is.
  const edges = TONES.map(() => new Int32Array(box.bins + 1));
  for (const item of items) {
    const row = edges[TONES.indexOf(item.tone)];
    const first = Math.max(0, at(item.fromMs));
    const last = item.toMs === null ? box.bins - 1 : Math.min(at(item.toMs), box.bins - 1);
    if (row === undefined || last < 0 || first >= box.bins) continue;
    const after = Math.max(first, last) + 1;
    row[first] = (row[first] ?? 0) + 1;
    row[after] = (row[after] ?? 0) - 1;
  }
  return toBins(edges, box.bins);
}

function toBins(edges: readonly Int32Array[], bins: number): readonly LaneBin[] {
  const open = new Int32Array(TONES.length);
  return Array.from({ length: bins }, (_, bin) =>
    TONES.flatMap((tone, row) => {
      const count = (open[row] ?? 0) + (edges[row]?.[bin] ?? 0);
      open[row] = count;
      return count > 0 ? [{ tone, count }] : [];
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
    const isFold = foldAround(folds, { fromMs: from, toMs: to }) !== undefined;
    const startMs = originMs + from;
    // What ended where a piece begins belongs to the one before.
    const inside = items.filter((item) => item.toMs === null || item.toMs > startMs || item.fromMs === startMs);
    const count = isFold ? 1 : Math.max(1, Math.round((bins * (to - from)) / drawnMs));
    const box = { fromMs: startMs, toMs: originMs + to, bins: count };
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
