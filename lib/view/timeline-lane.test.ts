import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { busiest, lanePaths, layoutLane, layoutLanePieces } from './timeline-lane';
import type { LaneItem } from './timeline-node';

function item(tone: LaneItem['tone'], from: number, to: number | null): LaneItem {
  return { tone, fromMs: epochMs(from), toMs: to === null ? null : epochMs(to) };
}

const box = { fromMs: 0, toMs: 100, bins: 10 };

it('counts the items in work per slice on average, worst first', () => {
  const bins = layoutLane([item('succeeded', 0, 35), item('succeeded', 20, 35), item('failed', 30, 35)], box);
  expect(bins.map((bin) => bin.map(({ tone, count }) => `${count} ${tone}`).join(', '))).toEqual([
    '1 succeeded',
    '1 succeeded',
    '2 succeeded',
    '0.5 failed, 1 succeeded',
    ...Array.from({ length: 6 }, () => ''),
  ]);
});

it('lets open items reach the end and clips what lies outside', () => {
  const bins = layoutLane([item('running', 50, null), item('succeeded', -50, -10), item('succeeded', 200, 300)], box);
  expect(bins.map((bin) => bin.length)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

it.each([
  ['no items', [], box],
  ['no length', [item('failed', 5, 5)], { fromMs: 5, toMs: 5, bins: 10 }],
  ['no room', [item('failed', 5, 5)], { ...box, bins: 0 }],
])('is finite with %s', (_, items, given) => {
  const bins = layoutLane(items, given);
  expect(lanePaths(bins, busiest(bins))).toEqual([]);
});

it('draws any number of items as one path per tone', () => {
  const items = Array.from({ length: 10_000 }, (_, at) => item(at % 100 === 0 ? 'failed' : 'succeeded', at, at + 5));
  const bins = layoutLane(items, { fromMs: 0, toMs: 10_005, bins: 240 });
  const paths = lanePaths(bins, busiest(bins));
  expect(paths.map(({ tone }) => tone)).toEqual(['failed', 'succeeded']);
  expect(paths.every(({ path }) => !path.includes('NaN'))).toBe(true);
});

it('is cut at folds, and shows there only what goes through', () => {
  const items = [item('succeeded', 1_000, 1_040), item('waiting', 1_000, 1_100), item('failed', 1_090, 1_100)];
  const pieces = layoutLanePieces(items, 1_000, { fromMs: 0, toMs: 100 }, [{ fromMs: 40, toMs: 90 }], 10);
  const told = pieces.map(({ fromMs, toMs, bins }) => [
    fromMs,
    toMs,
    bins.length,
    [...new Set(bins.flat().map(({ tone }) => tone))].join(' '),
  ]);
  expect(told).toEqual([
    [0, 40, 8, 'waiting succeeded'],
    [40, 90, 1, 'waiting'],
    [90, 100, 2, 'failed waiting'],
  ]);
});

it('shows what took no time between two folds, and not in them', () => {
  const folds = [
    { fromMs: 10, toMs: 40 },
    { fromMs: 40, toMs: 90 },
  ];
  const pieces = layoutLanePieces([item('failed', 40, 40)], 0, { fromMs: 0, toMs: 100 }, folds, 10);
  expect(pieces.map(({ bins }) => bins.flat().length)).toEqual([0, 0, 1, 0, 0]);
});

it('does not show what follows something as running beside it', () => {
  const items = Array.from({ length: 100 }, (_, at) => item('succeeded', at, at + 1));
  expect(busiest(layoutLane(items, { fromMs: 0, toMs: 100, bins: 7 }))).toBeCloseTo(1, 3);
});
