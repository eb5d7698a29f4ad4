import { formatDuration } from '@/lib/base/format';

/** A part of an execution's time, in ms since its start. `toMs` is always after `fromMs`. */
export type TimeWindow = { readonly fromMs: number; readonly toMs: number };

/** A line of the ruler, at an offset in ms. */
export type Tick = { readonly atMs: number; readonly label: string };

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

/** A window `factor` times as long around the share `centre` (0 to 1) of the present one. */
export function zoomWindow(window: TimeWindow, factor: number, centre: number, whole: TimeWindow): TimeWindow {
  const length = Math.max(SHORTEST_MS, (window.toMs - window.fromMs) * factor);
  if (length >= whole.toMs - whole.fromMs) return whole;
  const pivot = window.fromMs + (window.toMs - window.fromMs) * centre;
  const from = Math.min(Math.max(whole.fromMs, pivot - length * centre), whole.toMs - length);
  return { fromMs: from, toMs: from + length };
}

/** Round offsets inside of the window, `most` of them or fewer, and at least two steps where it has any length. */
export function layoutTicks(window: TimeWindow, most: number): readonly Tick[] {
  const length = window.toMs - window.fromMs;
  if (!(length > 0) || most < 1) return [];
  const step = STEPS.find((candidate) => length / candidate <= most) ?? Math.ceil(length / most / DAY) * DAY;
  const ticks: Tick[] = [];
  for (let atMs = Math.ceil(window.fromMs / step) * step; atMs <= window.toMs; atMs += step) {
    ticks.push({ atMs, label: atMs === 0 ? '0' : formatDuration(atMs) });
  }
  return ticks;
}
