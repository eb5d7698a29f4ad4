import type { RetryEntry } from '@/lib/domain/definition/failure-entries';

/** How long the wait before a retry was meant to be, in ms; with full jitter anything between the two. */
export type PlannedBackoff = { readonly leastMs: number; readonly mostMs: number };

/** `retry` counts the retries by this entry, from 1. */
export function plannedBackoff(entry: RetryEntry, retry: number): PlannedBackoff {
  const { intervalSeconds, backoffRate, maxDelaySeconds, jitter } = entry;
  const seconds = Math.min(intervalSeconds * backoffRate ** (retry - 1), maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  // A rate and a number of retries that overflow still give a number.
  const mostMs = Math.min(Math.round(seconds * 1_000), Number.MAX_SAFE_INTEGER);
  return { leastMs: jitter === 'FULL' ? 0 : mostMs, mostMs };
}
