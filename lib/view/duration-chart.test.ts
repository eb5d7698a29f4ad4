import { expect, it } from 'vitest';
import { prepareDurationChart } from './duration-chart';

const NONE = { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 };
const BINS = [
  { fromMs: 500, toMs: 1_000, counts: { ...NONE, SUCCEEDED: 1_200 } },
  { fromMs: 1_000, toMs: 2_000, counts: NONE },
  { fromMs: 2_000, toMs: 5_000, counts: { ...NONE, SUCCEEDED: 30, FAILED: 4 } },
];

it('names bars by where they begin, keeps gaps, and shows the statuses that occur', () => {
  const { bars, series } = prepareDurationChart({ bins: BINS, p50Ms: 700, p95Ms: 900, p99Ms: 4_000 });
  expect(bars.map(({ label, range }) => [label, range])).toEqual([
    ['500 ms', '500 ms to 1 s'],
    ['1 s', '1 s to 2 s'],
    ['2 s', '2 s to 5 s'],
  ]);
  expect(series.map(({ word, tone }) => [word, tone])).toEqual([
    ['Succeeded', 'succeeded'],
    ['Failed', 'failed'],
  ]);
});

it('puts each percentile at the bar that holds it, and says the whole in a sentence', () => {
  const { marks, summary } = prepareDurationChart({ bins: BINS, p50Ms: 700, p95Ms: 900, p99Ms: 4_000 });
  expect(marks).toEqual([
    { name: 'p50', value: '700 ms', label: '500 ms' },
    { name: 'p95', value: '900 ms', label: '500 ms' },
    { name: 'p99', value: '4.0 s', label: '2 s' },
  ]);
  expect(summary).toBe('1,234 executions; most of them, 1,200, took 500 ms to 1 s; p50 700 ms, p95 900 ms, p99 4.0 s');
});

it('is empty without executions', () => {
  expect(prepareDurationChart({ bins: [], p50Ms: null, p95Ms: null, p99Ms: null })).toEqual({
    bars: [],
    series: [],
    marks: [],
    summary: 'No execution ended',
  });
});
