import { formatUtc } from '@/lib/base/format';
import { epochMs } from '@/lib/base/units';
import { formatClockText, type ZoneName } from '@/lib/domain/time-range';

/** A point in time by the clock of the zone, to the second: `2026-11-22 18:04:11 UTC`, `2026-11-22 23:34:11 Asia/Kolkata`. */
export function formatInZone(ms: number, zone: ZoneName): string {
  return zone === 'UTC' ? formatUtc(ms) : `${formatClockText(epochMs(ms), zone).replace('T', ' ')} ${zone}`;
}

/** The same without the day, for what is near: `18:04:11 UTC`. */
export function formatClockInZone(ms: number, zone: ZoneName): string {
  return formatInZone(ms, zone).slice('2026-11-22 '.length);
}
