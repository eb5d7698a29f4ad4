import { formatCount, formatDuration } from '@/lib/base/format';

const HOUR_MS = 3_600_000;

/** A length of a window as people say it: `24 h` rather than `1d`, `7d`, `15m`. */
function formatWindowLength(lengthMs: number): string {
  const hours = lengthMs / HOUR_MS;
  return Number.isInteger(hours) && hours <= 48 ? `${hours} h` : formatDuration(lengthMs);
}

/** How a count compares with the one before it: `38 more than in the 24 h before`. `before` is null where it is not known. */
export function changeInWindow(count: number, before: number | null, lengthMs: number): string {
  const length = formatWindowLength(lengthMs);
  if (before === null) return `The number for the ${length} before is not known`;
  if (count === before) return `As many as in the ${length} before`;
  const [difference, word] = count > before ? [count - before, 'more'] : [before - count, 'fewer'];
  return `${formatCount(difference)} ${word} than in the ${length} before`;
}

/** The same for what stands now against what stood `lengthMs` ago: `3 more than 24 h ago`. */
export function changeSince(count: number, before: number | null, lengthMs: number): string {
  const ago = `${formatWindowLength(lengthMs)} ago`;
  if (before === null) return `The number ${ago} is not known`;
  if (count === before) return `As many as ${ago}`;
  const [difference, word] = count > before ? [count - before, 'more'] : [before - count, 'fewer'];
  return `${formatCount(difference)} ${word} than ${ago}`;
}
