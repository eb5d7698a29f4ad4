import { expect, it } from 'vitest';
import { layoutRetries } from './retry-parts';

const BOX = { width: 100, height: 50 };
const HOUR = 3_600_000;

function parts(...retries: readonly number[]) {
  return retries.map((count, at) => ({ fromMs: at * HOUR, toMs: (at + 1) * HOUR, retries: count }));
}

it('makes the tallest bar as high as the box, shows a single retry, and leaves parts without any empty', () => {
  const { bars, total, summary } = layoutRetries(parts(1_000, 0, 1, 500), BOX);
  expect(bars.map(({ x, y, height }) => [x, y, height])).toEqual([
    [0, 0, 50],
    [50, 48, 2],
    [75, 25, 25],
  ]);
  expect(bars[0]?.title).toBe('1,000 retries, 1970-01-01 00:00:00 UTC to 1970-01-01 01:00:00 UTC');
  expect(total).toBe(1_501);
  expect(summary).toBe('1,501 retries; most of them, 1,000, from 1970-01-01 00:00:00 UTC on');
});

it('is empty without retries or parts', () => {
  expect(layoutRetries(parts(0, 0), BOX)).toEqual({ bars: [], total: 0, summary: 'No visit was retried' });
  expect(layoutRetries([], BOX).bars).toEqual([]);
});
