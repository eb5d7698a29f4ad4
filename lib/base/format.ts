const GROUPS = new Intl.NumberFormat('en-US');

/** A count with thousands separated: `24,997`. */
export function formatCount(count: number): string {
  return GROUPS.format(count);
}

/** A count with its noun in the right number: `1 visit`, `24,997 visits`. */
export function formatCounted(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as discs are sold by: `0 bytes`, `512 bytes`, `4.2 kB`, `18 MB`, `1.1 GB`. */
export function formatBytes(bytes: number): string {
  let [size, unit] = [bytes, 0];
  // 999.95 and more would round to "1,000".
  while (size >= (unit === 0 ? 1_000 : 999.95) && unit < BYTE_UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const shown = unit === 0 || size >= 99.95 ? Math.round(size) : Number(size.toFixed(size >= 9.95 ? 0 : 1));
  return `${formatCount(shown)} ${unit === 0 && shown === 1 ? 'byte' : BYTE_UNITS[unit]}`;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time in ms as people read it: `0 ms`, `340 ms`, `1.2 s`, `34 s`, `12m 8s`, `3h 2m`, `2d 4h`, `400d`. Two units
 * at most, so that it fits a table cell; the smaller one is left out where it is 0.
 */
export function formatDuration(durationMs: number): string {
  if (durationMs < SECOND) return `${Math.round(durationMs)} ms`;
  // 59.95 s and more would round to "60.0 s".
  if (durationMs < 59_950) return formatSeconds(durationMs / SECOND);
  if (durationMs < HOUR - SECOND / 2) return inUnits(Math.round(durationMs / SECOND), 60, 'm', 's');
  if (durationMs < DAY - MINUTE / 2) return inUnits(Math.round(durationMs / MINUTE), 60, 'h', 'm');
  if (durationMs < 100 * DAY) return inUnits(Math.round(durationMs / HOUR), 24, 'd', 'h');
  return `${formatCount(Math.round(durationMs / DAY))}d`;
}

function formatSeconds(seconds: number): string {
  const text = seconds.toFixed(1);
  return `${text.endsWith('.0') && seconds >= 10 ? text.slice(0, -2) : text} s`;
}

function inUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return rest === 0 ? `${Math.floor(total / size)}${large}` : `${Math.floor(total / size)}${large} ${rest}${small}`;
}

/**
 * How long after a start something is, in ms, exactly and however long that is: `3d 2h 1m 20 s`, `12.05 s`, `340 ms`. For
 * marks that stand close to each other, which a rounded length would give one name.
 */
export function formatOffset(offsetMs: number): string {
  if (offsetMs < SECOND) return `${offsetMs} ms`;
  const parts = [
    { count: Math.floor(offsetMs / DAY), unit: 'd' },
    { count: Math.floor((offsetMs % DAY) / HOUR), unit: 'h' },
    { count: Math.floor((offsetMs % HOUR) / MINUTE), unit: 'm' },
    // Rounded to the millisecond, because 50,050 ÷ 1,000 is not always 50.05.
    { count: Number(((offsetMs % MINUTE) / SECOND).toFixed(3)), unit: ' s' },
  ];
  return parts.flatMap(({ count, unit }) => (count === 0 ? [] : [`${formatCount(count)}${unit}`])).join(' ');
}

/** A point in time in UTC to the second: `2026-11-22 18:04:11 UTC`. */
export function formatUtc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * A part of a whole in per cent: `98.2 %`, `99.97 %`, `0.42 %`. It has as many decimals as it takes to see how far it is
 * from 0 or 100 %, and reads neither of them unless it is exactly that.
 */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent <= 0 || percent >= 100) return percent <= 0 ? '0 %' : '100 %';
  const distance = Math.min(percent, 100 - percent);
  // Half a unit of the fourth decimal and less would round to the end itself.
  if (distance < 0.0001) return percent < 50 ? '< 0.0001 %' : '> 99.9999 %';
  const decimals = Math.min(4, Math.max(1, 1 - Math.floor(Math.log10(distance))));
  return `${Number(percent.toFixed(decimals))} %`;
}

/** How long ago something was, in one unit: `just now`, `12 s ago`, `3m ago`, `2h ago`, `5d ago`. */
export function formatAge(ageMs: number): string {
  if (ageMs < SECOND) return 'just now';
  const [length, unit] = largestUnit(ageMs);
  return `${formatCount(Math.floor(ageMs / length))}${unit} ago`;
}

function largestUnit(lengthMs: number): readonly [number, string] {
  if (lengthMs < MINUTE) return [SECOND, ' s'];
  if (lengthMs < HOUR) return [MINUTE, 'm'];
  return lengthMs < DAY ? [HOUR, 'h'] : [DAY, 'd'];
}
