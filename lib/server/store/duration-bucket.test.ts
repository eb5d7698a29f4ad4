import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketMiddleMs, toDurationBucket } from './duration-bucket';

const YEAR_MS = 366 * 24 * 3_600_000;

it('gives back every duration within 1 % or half a millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: YEAR_MS }), (durationMs) => {
      const error = Math.abs(bucketMiddleMs(toDurationBucket(durationMs)) - durationMs);
      expect(error).toBeLessThanOrEqual(Math.max(0.5, durationMs * 0.01));
    }),
  );
});

it('keeps the order of durations and fits a SMALLINT', () => {
  const buckets = [0, 1, 2, 3, 50, 51, 53, 1_000, 60_000, YEAR_MS].map(toDurationBucket);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  expect(new Set(buckets.slice(0, 4)).size).toBe(4);
  expect(buckets.at(-1)).toBeLessThan(32_767);
});
