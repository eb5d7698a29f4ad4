'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { DEFAULT_TIME_RANGE, formatTimePoint, parseTimeRange, type TimeRange } from '@/lib/domain/time-range';

export type TimeRangeState = {
  readonly range: TimeRange;
  /** Why the link's own range could not be used; `null` when it could. `range` is then the default. */
  readonly problem: string | null;
  /** The range as links carry it, without `?`; empty when the address names none. */
  readonly query: string;
  readonly setRange: (range: TimeRange) => void;
};

/** The time range of the page, which lives in the address as `from` and `to`. */
export function useTimeRange(): TimeRangeState {
  const [{ from, to }, setQuery] = useQueryStates({ from: parseAsString, to: parseAsString });
  const result = parseTimeRange(from, to);
  const setRange = (range: TimeRange): void => {
    void setQuery({ from: formatTimePoint(range.from), to: formatTimePoint(range.to) });
  };
  if (result.kind === 'invalid') return { range: DEFAULT_TIME_RANGE, problem: result.reason, query: '', setRange };
  const isNamed = from !== null || to !== null;
  return { range: result.range, problem: null, query: isNamed ? timeRangeQuery(result.range) : '', setRange };
}

/** The range as part of an address: `from=now-1h&to=now`. */
export function timeRangeQuery(range: TimeRange): string {
  return new URLSearchParams({ from: formatTimePoint(range.from), to: formatTimePoint(range.to) }).toString();
}
