import 'server-only';
import type { EpochMs } from '@/lib/base/units';

/** How reading keeps up with a log that is written while it is read, over the last minute or the last round. */
export type LogBehind = {
  /** When measuring began, by our clock, and up to when the log had been read then, by the times in it. */
  readonly sinceMs: EpochMs;
  readonly readToMs: EpochMs;
  /** Log time read over the time that passed: below 1 more is logged than is read. Null before it can be told. */
  readonly share: number | null;
};

/** In less than that, ms, a round more or less would make the share another. */
const TOLD_AFTER_MS = 60_000;

/** After a round that has read up to `readToMs` and ended `lagMs` behind the present. */
export function noteRound(
  before: LogBehind | null,
  { lagMs, readToMs, nowMs }: { readonly lagMs: number; readonly readToMs: EpochMs; readonly nowMs: EpochMs },
): LogBehind | null {
  if (lagMs === 0) return null;
  if (before === null) return { sinceMs: nowMs, readToMs, share: null };
  const passedMs = nowMs - before.sinceMs;
  if (passedMs < TOLD_AFTER_MS) return before;
  return { sinceMs: nowMs, readToMs, share: (readToMs - before.readToMs) / passedMs };
}
