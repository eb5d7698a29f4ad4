import type { Gap } from './timeline-idle';

/** A part of an execution's time, in ms since its start. `toMs` is always after `fromMs`. */
export type TimeWindow = { readonly fromMs: number; readonly toMs: number };

/**
 * Where a moment lies on an axis on which some gaps are folded: so many ms that are drawn in proportion come before it,
 * and so many folds, which are equally wide. Only a moment inside of a fold has a part of one before it.
 */
export type Place = { readonly drawnMs: number; readonly folds: number };

/** What is shown and how it is drawn: everything between the two ends in proportion, but for the folds. */
export type TimeScale = {
  readonly window: TimeWindow;
  /** In their order; they do not overlap. */
  readonly folds: readonly Gap[];
  readonly from: Place;
  readonly to: Place;
};

/** How wide a fold is drawn, in px; together they take no more than half of the axis. */
export const FOLD_PX = 28;

/** Nobody needs to look closer than this, and floats stay exact. */
const SHORTEST_MS = 1;

/** The whole of an execution that took `lengthMs`; one of no length still has a window to be drawn in. */
export function wholeWindow(lengthMs: number): TimeWindow {
  return { fromMs: 0, toMs: Number.isFinite(lengthMs) && lengthMs > SHORTEST_MS ? lengthMs : SHORTEST_MS };
}

/** The window that a link asks for, kept inside of the whole. What makes no window is the whole. */
export function clampWindow(fromMs: number | null, toMs: number | null, whole: TimeWindow): TimeWindow {
  const from = Math.max(whole.fromMs, fromMs ?? whole.fromMs);
  const to = Math.min(whole.toMs, toMs ?? whole.toMs);
  return to - from >= SHORTEST_MS ? { fromMs: from, toMs: to } : whole;
}

/** The fold inside of which a window lies. It is not folded there: somebody wants to look into it. */
export function foldAround(folds: readonly Gap[], { fromMs, toMs }: TimeWindow): Gap | undefined {
  return folds.find((fold) => fold.fromMs <= fromMs && (fold.toMs ?? toMs) >= toMs);
}

/** The scale of a window. None of the folds may be around it. */
export function scaleOf(window: TimeWindow, folds: readonly Gap[]): TimeScale {
  return { window, folds, from: placeOf(folds, window.fromMs), to: placeOf(folds, window.toMs) };
}

/** The place of a moment, in ms since the start. A fold that still lasts ends with the axis, so all of it comes before. */
export function placeOf(folds: readonly Gap[], atMs: number): Place {
  let hiddenMs = 0;
  let before = 0;
  for (const { fromMs, toMs } of folds) {
    if (atMs <= fromMs) break;
    if (toMs === null || atMs < toMs) {
      const part = toMs === null ? 1 : (atMs - fromMs) / (toMs - fromMs);
      return { drawnMs: fromMs - hiddenMs, folds: before + part };
    }
    hiddenMs += toMs - fromMs;
    before += 1;
  }
  return { drawnMs: atMs - hiddenMs, folds: before };
}

/** How long an axis is in ms that are drawn in proportion; never 0, so that it can be divided by. */
export function drawnLengthMs({ from, to }: TimeScale): number {
  return Math.max(to.drawnMs - from.drawnMs, SHORTEST_MS / 1_000);
}

/** How wide one fold is on an axis of this width. The style sheet's own sum is `min(28px, 50% / folds)`. */
export function foldPx({ from, to }: TimeScale, widthPx: number): number {
  return Math.min(FOLD_PX, widthPx / 2 / Math.max(1, to.folds - from.folds));
}

/** Where a moment lies on an axis of this width, in px from its left end. */
export function toPx(scale: TimeScale, atMs: number, widthPx: number): number {
  const { from, to, folds } = scale;
  const place = placeOf(folds, atMs);
  const fold = foldPx(scale, widthPx);
  const drawnPx = widthPx - fold * (to.folds - from.folds);
  return ((place.drawnMs - from.drawnMs) / drawnLengthMs(scale)) * drawnPx + (place.folds - from.folds) * fold;
}

/** The moment that lies at this many px from the left end of an axis, in ms since the start. */
export function toMs(scale: TimeScale, atPx: number, widthPx: number): number {
  const { window, folds } = scale;
  // Between two of these points everything is in proportion.
  const edges = folds.flatMap((fold) => [fold.fromMs, fold.toMs ?? window.toMs]);
  const inside = edges.filter((edge) => edge > window.fromMs && edge < window.toMs);
  let before = window.fromMs;
  for (const after of [...inside, window.toMs]) {
    const [left, right] = [toPx(scale, before, widthPx), toPx(scale, after, widthPx)];
    if (atPx < right) return before + (after - before) * Math.max(0, (atPx - left) / (right - left));
    before = after;
  }
  return window.toMs;
}

/** A window `factor` times as long, as drawn, around the share `centre` (0 to 1) of the present one. */
export function zoomWindow(scale: TimeScale, factor: number, centre: number, whole: TimeWindow): TimeWindow {
  const length = Math.max(SHORTEST_MS, drawnLengthMs(scale) * factor);
  const pivot = scale.from.drawnMs + drawnLengthMs(scale) * centre;
  return drawnWindow(scale, pivot - length * centre, length, whole);
}

/** A window as long as the present one, as drawn, `share` of its length further on. */
export function panWindow(scale: TimeScale, share: number, whole: TimeWindow): TimeWindow {
  const length = drawnLengthMs(scale);
  return drawnWindow(scale, scale.from.drawnMs + length * share, length, whole);
}

/** The window of this length, as drawn, that begins there or as near as the whole allows. */
function drawnWindow({ folds }: TimeScale, fromMs: number, lengthMs: number, whole: TimeWindow): TimeWindow {
  const drawn = drawnLengthMs(scaleOf(whole, folds));
  if (lengthMs >= drawn) return whole;
  const from = Math.min(Math.max(0, fromMs), drawn - lengthMs);
  // At the ends of the whole a fold that is there comes along, elsewhere it stays outside.
  return {
    fromMs: from === 0 ? whole.fromMs : undrawn(folds, from, true),
    toMs: from + lengthMs >= drawn ? whole.toMs : undrawn(folds, from + lengthMs, false),
  };
}

/** The moment before which so many ms are drawn; where a fold is there, its end or its beginning. */
function undrawn(folds: readonly Gap[], drawnMs: number, isAfterFold: boolean): number {
  let hiddenMs = 0;
  for (const { fromMs, toMs } of folds) {
    const at = fromMs - hiddenMs;
    if (toMs === null || drawnMs < at || (drawnMs === at && !isAfterFold)) break;
    hiddenMs += toMs - fromMs;
  }
  return drawnMs + hiddenMs;
}
