import { expect, test } from 'vitest';
import { prepareTiles } from '@/components/overview/tiles';
import type { Overview } from '@/lib/contract/overview';

const NOW_MS = Date.UTC(2026, 10, 22, 18, 0, 0);
const at = (offsetMs: number): string => new Date(NOW_MS + offsetMs).toISOString();
const HOUR_MS = 3_600_000;

const overview: Overview = {
  window: { fromDate: at(-24 * HOUR_MS), toDate: at(0) },
  failed: { count: 251, before: 213 },
  timedOut: { count: 0, before: 9 },
  running: { count: 146, before: 140, oldestStartDate: at(-52 * HOUR_MS) },
  waiting: { count: 4, before: 4, soonestDeadlineDate: at(348_000) },
  redrivable: { count: 19, before: null, soonestExpiryDate: at(-1) },
  coverage: { kind: 'all', reasons: [], share: 1 },
  problems: [],
};

test('each tile tells its count, its change and the one to look at first', () => {
  expect(
    prepareTiles(overview, NOW_MS).map(({ label, count, change, detail }) => [label, count, change, detail]),
  ).toEqual([
    ['Failed', 251, '38 more than in the 24 h before', null],
    ['Timed out', 0, '9 fewer than in the 24 h before', null],
    ['Running', 146, '6 more than 24 h ago', 'oldest started 2d ago'],
    ['Waiting', 4, 'As many as 24 h ago', 'next deadline in 5m 48s'],
    ['Can be redriven', 19, 'The number 24 h ago is not known', 'first has expired'],
  ]);
});

test('figures of now lead to a list that is not cut by the range of the page', () => {
  const own = prepareTiles(overview, NOW_MS).filter(({ hasOwnRange }) => hasOwnRange);
  expect(own.map(({ label }) => label)).toEqual(['Running', 'Waiting', 'Can be redriven']);
  for (const { path } of own) expect(path).toMatch(/from=now-\d+d&to=now/);
});

test('while more may come, a zero is not shown as one, and a count stays', () => {
  const coverage = {
    kind: 'partial',
    reasons: [{ code: 'connection-problem', message: 'AWS does not answer.' }],
    share: null,
  } as const;
  const tiles = prepareTiles({ ...overview, coverage }, NOW_MS);
  expect(tiles.map(({ count }) => count)).toEqual([251, null, 146, 4, 19]);
  expect(tiles[1]?.change).toBe('None read so far');
});
