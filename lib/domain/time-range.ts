/**
 * Time ranges as links carry them: `from` and `to`, each `now`, `now-24h`, `now/d` (start of today) or an absolute
 * time with its zone. Relative ranges stay relative; they become instants only with a `nowMs` and a zone.
 */

import { type EpochMs, epochMs } from '@/lib/base/units';

/** An IANA name such as `Europe/Paris`, or `UTC`. */
export type ZoneName = string;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type TimeUnit = keyof typeof UNIT_MS;

export type TimePoint =
  | { readonly kind: 'now' }
  | { readonly kind: 'ago'; readonly amount: number; readonly unit: TimeUnit }
  | { readonly kind: 'day-start' }
  | { readonly kind: 'at'; readonly ms: EpochMs };

export type TimeRange = { readonly from: TimePoint; readonly to: TimePoint };

export type TimeRangeResult =
  | { readonly kind: 'ok'; readonly range: TimeRange }
  | { readonly kind: 'invalid'; readonly reason: string };

/** `toMs` is after `fromMs`. */
export type Interval = { readonly fromMs: EpochMs; readonly toMs: EpochMs };

export const DEFAULT_TIME_RANGE: TimeRange = { from: { kind: 'ago', amount: 24, unit: 'h' }, to: { kind: 'now' } };

const ABSOLUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
// Ten years: longer than AWS or any index keeps anything, and far from where dates stop being exact.
const LONGEST_AGO_MS = 3_650 * UNIT_MS.d;

/** Reads one end of a range; `null` when the text is none of the forms above. */
export function parseTimePoint(text: string): TimePoint | null {
  if (text === 'now') return { kind: 'now' };
  if (text === 'now/d') return { kind: 'day-start' };
  const ago = /^now-([1-9]\d{0,6})([mhd])$/.exec(text);
  if (ago !== null) return toAgo(Number(ago[1]), ago[2]);
  if (!ABSOLUTE.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : { kind: 'at', ms: epochMs(ms) };
}

function toAgo(amount: number, letter: string | undefined): TimePoint | null {
  if (letter !== 'm' && letter !== 'h' && letter !== 'd') return null;
  return amount * UNIT_MS[letter] > LONGEST_AGO_MS ? null : { kind: 'ago', amount, unit: letter };
}

/** The text of one end, as links carry it; absolute times are UTC. */
export function formatTimePoint(point: TimePoint): string {
  switch (point.kind) {
    case 'now':
      return 'now';
    case 'day-start':
      return 'now/d';
    case 'ago':
      return `now-${point.amount}${point.unit}`;
    case 'at':
      return new Date(point.ms).toISOString().replace('.000Z', 'Z');
  }
}

/**
 * Reads the two ends of a link. Both missing means the default (the last 24 hours); a missing `to` means now.
 * What cannot be read is answered with the reason, never by another range in silence.
 */
export function parseTimeRange(fromText: string | null, toText: string | null): TimeRangeResult {
  if (fromText === null && toText === null) return { kind: 'ok', range: DEFAULT_TIME_RANGE };
  if (fromText === null) return { kind: 'invalid', reason: 'it has an end (to) but no start (from)' };
  const from = parseTimePoint(fromText);
  if (from === null) return { kind: 'invalid', reason: `its start (from) reads “${shortened(fromText)}”` };
  const to = parseTimePoint(toText ?? 'now');
  if (to === null) return { kind: 'invalid', reason: `its end (to) reads “${shortened(toText ?? '')}”` };
  return isBackwards(from, to)
    ? { kind: 'invalid', reason: 'it ends before it starts' }
    : { kind: 'ok', range: { from, to } };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** True when no moment and no zone could put `from` before `to`; ends of different kinds are judged on use. */
function isBackwards(from: TimePoint, to: TimePoint): boolean {
  if (from.kind === 'now') return to.kind !== 'at';
  if (from.kind === 'at') return to.kind === 'at' && from.ms >= to.ms;
  if (from.kind === 'ago') return to.kind === 'ago' && from.amount * UNIT_MS[from.unit] <= to.amount * UNIT_MS[to.unit];
  return to.kind === 'day-start';
}

/** The instants a range means now and in this zone; `null` when nothing lies between them. */
export function resolveTimeRange(range: TimeRange, nowMs: EpochMs, zone: ZoneName): Interval | null {
  const fromMs = resolveTimePoint(range.from, nowMs, zone);
  const toMs = resolveTimePoint(range.to, nowMs, zone);
  return fromMs < toMs ? { fromMs, toMs } : null;
}

function resolveTimePoint(point: TimePoint, nowMs: EpochMs, zone: ZoneName): EpochMs {
  switch (point.kind) {
    case 'now':
      return nowMs;
    case 'ago':
      return epochMs(nowMs - point.amount * UNIT_MS[point.unit]);
    case 'day-start':
      return startOfDayMs(nowMs, zone);
    case 'at':
      return point.ms;
  }
}

/** The range with both ends absolute, for links that must keep showing the same time. */
export function toAbsolute({ fromMs, toMs }: Interval): TimeRange {
  return { from: { kind: 'at', ms: fromMs }, to: { kind: 'at', ms: toMs } };
}

/** The interval of equal length directly before or after; one that would end in the future ends now instead. */
export function shiftInterval(interval: Interval, direction: 'earlier' | 'later', nowMs: EpochMs): Interval {
  const lengthMs = interval.toMs - interval.fromMs;
  const movedToMs = direction === 'earlier' ? interval.fromMs : interval.toMs + lengthMs;
  const toMs = epochMs(Math.min(movedToMs, Math.max(nowMs, interval.toMs)));
  return { fromMs: epochMs(toMs - lengthMs), toMs };
}

/** How far the zone's clock is ahead of UTC at this instant. */
function zoneOffsetMs(ms: number, zone: ZoneName): number {
  if (zone === 'UTC') return 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(ms / 1000) * 1000;
}

/** A clock reading in the zone, given as if it were UTC, as an instant. */
function fromZoneClock(clockMs: number, zone: ZoneName): EpochMs {
  // The offset is asked for twice because the first answer is for an instant that may lie across a change of clocks.
  const nearMs = clockMs - zoneOffsetMs(clockMs, zone);
  return epochMs(clockMs - zoneOffsetMs(nearMs, zone));
}

/** The last midnight in the zone. */
function startOfDayMs(nowMs: EpochMs, zone: ZoneName): EpochMs {
  const clockMs = nowMs + zoneOffsetMs(nowMs, zone);
  return fromZoneClock(Math.floor(clockMs / UNIT_MS.d) * UNIT_MS.d, zone);
}

/** The instant of a date and time without zone (`2026-11-22T18:00`, as date inputs give it); `null` if it is none. */
export function parseClockText(text: string, zone: ZoneName): EpochMs | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const clockMs = Date.parse(`${text}Z`);
  return Number.isNaN(clockMs) ? null : fromZoneClock(clockMs, zone);
}

/** The instant as date inputs want it: `2026-11-22T18:00:05`, by the clock of the zone. */
export function formatClockText(ms: EpochMs, zone: ZoneName): string {
  return new Date(ms + zoneOffsetMs(ms, zone)).toISOString().slice(0, 19);
}
