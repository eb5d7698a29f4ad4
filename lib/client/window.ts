import {
  DEFAULT_TIME_RANGE,
  formatTimePoint,
  parseTimeRange,
  type TimeRange,
  type ZoneName,
} from '@/lib/domain/time-range';

/** A span of time as our API takes it; part of the key of every query that looks at one. */
export type WindowQuery = { readonly from: string; readonly to: string; readonly zone: ZoneName };

/**
 * The span a range stands for. The zone matters for `now/d` alone; elsewhere it is left at UTC, so that a person who
 * reads local times finds what the server, which does not know their zone, has put into the page.
 */
export function toWindowQuery({ from, to }: TimeRange, zone: ZoneName): WindowQuery {
  const dependsOnZone = from.kind === 'day-start' || to.kind === 'day-start';
  return { from: formatTimePoint(from), to: formatTimePoint(to), zone: dependsOnZone ? zone : 'UTC' };
}

/** The span of an address on the server; like `useTimeRange` it falls back to the last 24 hours. */
export function readWindowQuery(address: URLSearchParams): WindowQuery {
  const result = parseTimeRange(address.get('from'), address.get('to'));
  return toWindowQuery(result.kind === 'ok' ? result.range : DEFAULT_TIME_RANGE, 'UTC');
}
