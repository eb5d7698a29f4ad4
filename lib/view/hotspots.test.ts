import { describe, expect, it } from 'vitest';
import { byMeasure, changeOf, compareValues, type HotspotFigures } from '@/lib/domain/hotspots';
import { figureOf, formatChange, heatOf, isUncertain } from './hotspots';

function row(facts: Partial<HotspotFigures> = {}): HotspotFigures {
  return {
    state: 'Charge',
    stateType: 'Task',
    visits: 100,
    failed: 0,
    caught: 0,
    failureRate: 0,
    retryRate: 0,
    p95Ms: 100,
    before: null,
    ...facts,
  };
}

const before = { visits: 100, failureRate: 0.01, retryRate: 0, p95Ms: 50 };

describe('heat', () => {
  it.each([
    [0, 0],
    [0.0009, 1],
    [0.001, 2],
    [0.0049, 2],
    [0.005, 3],
    [0.02, 4],
    [0.05, 5],
    [0.2, 6],
    [1, 6],
  ])('of a failure rate of %d is bin %d, whatever else is on the page', (failureRate, bin) => {
    expect(heatOf(row({ failureRate }), 'failure')).toEqual({ ramp: 'heat', bin });
  });

  it.each([
    [39, 1],
    [40, 2],
    [60, 3],
    [100, 4],
    [200, 5],
    [400, 6],
  ])('of a p95 of %d ms against 50 ms is bin %d of the pace colours', (p95Ms, bin) => {
    expect(heatOf(row({ p95Ms, before }), 'p95')).toEqual({ ramp: 'pace', bin });
  });

  it('is empty where there is nothing to compare with, where nothing is known, and for a Fail state', () => {
    expect(heatOf(row(), 'p95').bin).toBe(0);
    expect(heatOf(row({ failureRate: null }), 'failure').bin).toBe(0);
    expect(heatOf(row({ failureRate: 1, stateType: 'Fail' }), 'failure').bin).toBe(0);
  });

  it('shows a failure that is new in the strongest colour', () => {
    const fresh = row({ failureRate: 0.01, before: { ...before, failureRate: 0 } });
    expect(heatOf(fresh, 'trend')).toEqual({ ramp: 'heat', bin: 6 });
    expect(figureOf(fresh, 'trend')).toBe('↑ new');
  });
});

it('tells a change as a ratio, and none where nothing failed in either window', () => {
  expect(changeOf(row({ failureRate: 0.031, before }), 'failure')).toBeCloseTo(3.1);
  expect(changeOf(row({ before: { ...before, failureRate: 0 } }), 'failure')).toBeNull();
  expect([3.1, 0.6, 1.02, 0.01, 48.3].map(formatChange)).toEqual(['↑ 3.1×', '↓ 0.6×', '→', '↓ < 0.1×', '↑ 48×']);
});

it('calls few visits uncertain, and no visits nothing', () => {
  expect([0, 1, 19, 20].map((visits) => isUncertain({ visits }))).toEqual([false, true, true, false]);
});

it('ranks worst first, what is not known after it, and Fail states last', () => {
  const rows = [
    row({ state: 'Failing', stateType: 'Fail', failureRate: 1 }),
    row({ state: 'Unknown', failureRate: null }),
    row({ state: 'Good' }),
    row({ state: 'Often', failureRate: 0.5, failed: 50 }),
    row({ state: 'Once', failureRate: 0.5, failed: 1 }),
  ];
  expect(rows.toSorted(byMeasure('failure')).map(({ state }) => state)).toEqual([
    'Often',
    'Once',
    'Good',
    'Unknown',
    'Failing',
  ]);
});

it('sorts what is not known last in either order', () => {
  const values = [2, null, Number.POSITIVE_INFINITY, 1];
  expect(values.toSorted((a, b) => compareValues(a, b, 'asc'))).toEqual([1, 2, Number.POSITIVE_INFINITY, null]);
  expect(values.toSorted((a, b) => compareValues(a, b, 'desc'))).toEqual([Number.POSITIVE_INFINITY, 2, 1, null]);
});
