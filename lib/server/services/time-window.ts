import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { WindowAnswer } from '@/lib/contract/window';
import { type Interval, parseTimeRange, resolveTimeRange } from '@/lib/domain/time-range';
import { AppError } from '@/lib/server/errors';

type WindowInput = { readonly from: string; readonly to: string; readonly zone: string };

/**
 * The instants that a window means now.
 *
 * @throws {AppError} `invalid-request` where it ends before it begins.
 */
export function resolveWindow({ from, to, zone }: WindowInput, nowMs: EpochMs): Interval {
  const parsed = parseTimeRange(from, to);
  const interval = parsed.kind === 'ok' ? resolveTimeRange(parsed.range, nowMs, zone) : null;
  if (interval !== null) return interval;
  const message = 'must lie before the end of the window (to)';
  throw new AppError('invalid-request', 'The request was not understood. See the issues.', {
    issues: [{ path: ['from'], message }],
  });
}

export function toWindowAnswer({ fromMs, toMs }: Interval): WindowAnswer {
  return { fromDate: toDate(fromMs), toDate: toDate(toMs) };
}

/** A point in time as it leaves the server: ISO 8601, UTC, with milliseconds. */
export function toDate(atMs: EpochMs): string {
  return new Date(atMs).toISOString();
}

export function toDateOrNull(atMs: EpochMs | null): string | null {
  return atMs === null ? null : toDate(atMs);
}
