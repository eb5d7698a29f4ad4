const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const PART = /(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)/g;

/**
 * Reads a length of time as people write it, and as `formatDuration` does: `340 ms`, `90s`, `1.5 h`, `12m 8s`. Whole
 * milliseconds; null for anything else, a number without a unit included, because it might mean any of them.
 */
export function readDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  const parts = [...trimmed.matchAll(PART)];
  if (parts.length === 0 || trimmed.replace(PART, '').trim() !== '') return null;
  return Math.round(parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS.get(unit) ?? 0), 0));
}
