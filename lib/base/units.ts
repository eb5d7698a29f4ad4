declare const unit: unique symbol;

/** Milliseconds since the Unix epoch. */
export type EpochMs = number & { readonly [unit]: 'epoch-ms' };

/** A length of time in milliseconds; never negative when it came from `elapsedMs`. */
export type DurationMs = number & { readonly [unit]: 'duration-ms' };

/** Names a number as a point in time. The caller knows that it is milliseconds. */
export function epochMs(value: number): EpochMs {
  return value as EpochMs; // the one place where a bare number becomes a time
}

/** Names a number as a length of time. The caller knows that it is milliseconds. */
function durationMs(value: number): DurationMs {
  return value as DurationMs; // the one place where a bare number becomes a length of time
}

/**
 * Time from `from` to `to`. AWS stamps events of one history on several hosts, so a later event can carry an earlier
 * time by some milliseconds: that reads as 0, never as a negative length.
 */
export function elapsedMs(from: EpochMs, to: EpochMs): DurationMs {
  return durationMs(Math.max(0, to - from));
}

// Below this a bare number is seconds (it is the year 5138), above it milliseconds (as seconds' milliseconds: 1973).
const SECONDS_LIMIT = 1e11;

/** The end of the year 9999: a number above it is no time, and ISO text has no room for it. */
const LATEST_MS = 253_402_300_799_999;

const HYPHEN = 45;
const DIGIT_0 = 48;
const NUMERIC = /^\d+(\.\d+)?$/;
const ISO_START = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
/** As `toISOString` and most tools print a time: read by position, which takes half as long as `Date.parse`. */
const ISO_UTC = /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * Reads a time as AWS and its tools write it: ISO 8601 text with `Z` or an offset, epoch seconds with a fraction (the
 * wire), epoch milliseconds (logs), each also as text. `undefined` where it is none of them.
 */
export function readTime(value: unknown): EpochMs | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value < 0) return undefined;
    // Rounded, because 1790218588.751 × 1000 is 1790218588750.9998.
    const atMs = Math.round(value < SECONDS_LIMIT ? value * 1000 : value);
    return atMs > LATEST_MS ? undefined : epochMs(atMs);
  }
  if (typeof value !== 'string' || value === '') return undefined;
  // Whole epoch milliseconds and ISO text stand in every line of every log and history: told apart by one character.
  if (value.charCodeAt(4) !== HYPHEN) return NUMERIC.test(value) ? readTime(Number(value)) : undefined;
  if (ISO_UTC.test(value)) return epochMs(readIsoUtc(value));
  if (!ISO_START.test(value)) return undefined;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? undefined : epochMs(parsed);
}

function readIsoUtc(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const milliseconds = twoDigits(text, 20) * 10 + text.charCodeAt(22) - DIGIT_0;
  return Date.UTC(
    year,
    twoDigits(text, 5) - 1,
    twoDigits(text, 8),
    twoDigits(text, 11),
    twoDigits(text, 14),
    twoDigits(text, 17),
    milliseconds,
  );
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - DIGIT_0) * 10 + text.charCodeAt(at + 1) - DIGIT_0;
}
