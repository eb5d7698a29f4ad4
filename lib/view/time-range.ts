import type { EpochMs } from '@/lib/base/units';
import { formatTimePoint, type TimePoint, type TimeRange, type TimeUnit, type ZoneName } from '@/lib/domain/time-range';

/** The ranges the picker offers, in its order. */
export const TIME_RANGE_PRESETS: readonly { readonly range: TimeRange; readonly label: string }[] = [
  preset(15, 'm', 'Last 15 minutes'),
  preset(1, 'h', 'Last hour'),
  preset(6, 'h', 'Last 6 hours'),
  preset(24, 'h', 'Last 24 hours'),
  preset(7, 'd', 'Last 7 days'),
  preset(30, 'd', 'Last 30 days'),
  { range: { from: { kind: 'day-start' }, to: { kind: 'now' } }, label: 'Today' },
];

function preset(amount: number, unit: TimeUnit, label: string): { readonly range: TimeRange; readonly label: string } {
  return { range: { from: { kind: 'ago', amount, unit }, to: { kind: 'now' } }, label };
}

/** Whether two ranges read the same in a link. */
export function isSameTimeRange(a: TimeRange, b: TimeRange): boolean {
  return formatTimePoint(a.from) === formatTimePoint(b.from) && formatTimePoint(a.to) === formatTimePoint(b.to);
}

/** What the picker shows for a range: `Last 24 hours`, `22 Nov 2026 18:00 – 19:30`, `now-3h – now-1h`. */
export function timeRangeLabel(range: TimeRange, zone: ZoneName): string {
  const known = TIME_RANGE_PRESETS.find((candidate) => isSameTimeRange(candidate.range, range));
  if (known !== undefined) return known.label;
  if (range.from.kind !== 'at' || range.to.kind !== 'at') {
    return `${timePointLabel(range.from, zone)} – ${timePointLabel(range.to, zone)}`;
  }
  const from = clockParts(range.from.ms, zone);
  const to = clockParts(range.to.ms, zone);
  if (from.day === to.day) return `${from.day} ${from.time} – ${to.time}`;
  return `${from.day} ${from.time} – ${to.day} ${to.time}`;
}

function timePointLabel(point: TimePoint, zone: ZoneName): string {
  if (point.kind !== 'at') return formatTimePoint(point);
  const { day, time } = clockParts(point.ms, zone);
  return `${day} ${time}`;
}

function clockParts(ms: EpochMs, zone: ZoneName): { readonly day: string; readonly time: string } {
  // Seconds are shown only when there are some, so that round ranges stay short.
  const hasSeconds = ms % 60_000 !== 0;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds ? { second: '2-digit' } : {}),
  });
  return { day: day.format(ms), time: time.format(ms) };
}
