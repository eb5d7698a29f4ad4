import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Span } from './span';

/** A stretch of log time that is read with one query, both ends included. */
export type Slice = { readonly fromMs: EpochMs; readonly toMs: EpochMs };

const MINUTE = 60_000;

/**
 * Lines arrive up to 12 s after their event, and out of order (aws-facts §4.3): every reading of what is new goes back
 * this far behind the last one.
 */
export const LATE_LINES_MS = 2 * MINUTE;

export const FIRST_SLICE_MS = 30 * MINUTE;
const SHORTEST_SLICE_MS = MINUTE;
const LONGEST_SLICE_MS = 24 * 60 * MINUTE;

/** Pages of a slice below which the next may be longer, and above which it should be shorter. */
const FEW_PAGES = 2;
const MANY_PAGES = 10;

/**
 * The next slice of what is new: from a little behind the last line read, at most `lengthMs` further. `lagMs` is how old
 * the newest lines already were when the last slice was read: what was late had arrived by then, and is not read again.
 */
export function nextSlice(span: Span, nowMs: EpochMs, lengthMs: number, lagMs: number): Slice {
  const fromMs = epochMs(Math.max(0, span.toMs - Math.max(0, LATE_LINES_MS - lagMs)));
  return { fromMs, toMs: epochMs(Math.min(nowMs, span.toMs + lengthMs)) };
}

/** The next slice of the past, or null where `floorMs` is reached. */
export function olderSlice(span: Span, floorMs: EpochMs, lengthMs: number): Slice | null {
  if (span.fromMs <= floorMs) return null;
  return { fromMs: epochMs(Math.max(floorMs, span.fromMs - lengthMs)), toMs: span.fromMs };
}

/** Slices grow where the log is thin and shrink where it is dense, so that each takes a few calls. */
export function nextLength(lengthMs: number, pages: number): number {
  if (pages <= FEW_PAGES) return Math.min(LONGEST_SLICE_MS, lengthMs * 2);
  return pages > MANY_PAGES ? Math.max(SHORTEST_SLICE_MS, lengthMs / 2) : lengthMs;
}
