import { expect, it } from 'vitest';
import { toDurationDistribution } from './duration-distribution';

it('counts by status in bins without gaps, from the shortest to the longest', () => {
  const { bins, total } = toDurationDistribution([
    { status: 'FAILED', durationMs: 4_000, count: 2 },
    { status: 'SUCCEEDED', durationMs: 400, count: 90 },
    { status: 'SUCCEEDED', durationMs: 4_999, count: 8 },
    { status: 'RUNNING', durationMs: 9_000_000, count: 5 },
  ]);
  expect(total).toBe(100);
  expect(bins.map(({ fromMs, toMs, counts }) => [fromMs, toMs, counts.SUCCEEDED, counts.FAILED])).toEqual([
    [200, 500, 90, 0],
    [500, 1_000, 0, 0],
    [1_000, 2_000, 0, 0],
    [2_000, 5_000, 8, 2],
  ]);
});

it('gives the duration at each rank, whatever the order', () => {
  const counts = [
    { status: 'SUCCEEDED', durationMs: 300, count: 4 },
    { status: 'SUCCEEDED', durationMs: 100, count: 50 },
    { status: 'FAILED', durationMs: 200, count: 46 },
  ] as const;
  expect(toDurationDistribution(counts)).toMatchObject({ p50Ms: 100, p95Ms: 200, p99Ms: 300 });
});

it('is empty without executions, and puts no time and the longest one somewhere', () => {
  expect(toDurationDistribution([])).toEqual({ total: 0, bins: [], p50Ms: null, p95Ms: null, p99Ms: null });
  const year = 366 * 86_400_000;
  const { bins } = toDurationDistribution([
    { status: 'SUCCEEDED', durationMs: 0, count: 1 },
    { status: 'ABORTED', durationMs: year, count: 1 },
  ]);
  expect(bins[0]).toMatchObject({ fromMs: 0, counts: { SUCCEEDED: 1 } });
  expect(bins.at(-1)).toMatchObject({ counts: { ABORTED: 1 } });
});
