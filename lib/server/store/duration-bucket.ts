import 'server-only';

/**
 * Durations are kept twice: exactly, by start and end, and as the number of a bucket. Buckets are what percentiles are
 * counted from, because counts add up over any grouping while exact percentiles must sort every value
 * (docs/decisions/0005-index-shape.md). Each bucket is 2 % wider than the one before, so its middle lies within 1 % of
 * everything in it.
 */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);

/** Holds 0 ms alone, which no power reaches. */
const ZERO_BUCKET = -1;

/** The bucket of a duration in ms. A year is bucket 1,221, so that a SMALLINT holds it. */
export function toDurationBucket(durationMs: number): number {
  if (durationMs <= 0) return ZERO_BUCKET;
  return Math.max(0, Math.ceil(Math.log(durationMs) / LOG_GROWTH));
}

/** The duration a bucket stands for, in whole ms: within 1 % of every value in it, or within half a millisecond. */
export function bucketMiddleMs(bucket: number): number {
  if (bucket === ZERO_BUCKET) return 0;
  return Math.round((2 * GROWTH ** bucket) / (GROWTH + 1));
}
