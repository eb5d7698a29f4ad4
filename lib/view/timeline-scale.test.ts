import { describe, expect, it } from 'vitest';
import { clampWindow, layoutTicks, wholeWindow, zoomWindow } from './timeline-scale';

const whole = { fromMs: 0, toMs: 60_000 };

describe('layoutTicks', () => {
  it.each([
    [5, 6, ['0', '1 ms', '2 ms', '3 ms', '4 ms', '5 ms']],
    [60_000, 6, ['0', '10 s', '20 s', '30 s', '40 s', '50 s', '1m']],
    [728_000, 6, ['0', '5m', '10m']],
    [86_400_000 * 30, 6, ['0', '5d', '10d', '15d', '20d', '25d', '30d']],
  ])('marks %d ms in steps that people count in', (length, most, labels) => {
    expect(layoutTicks(wholeWindow(length), most).map(({ label }) => label)).toEqual(labels);
  });

  it.each([0, Number.NaN, 400 * 365 * 86_400_000])('is finite and short for a length of %d ms', (length) => {
    const ticks = layoutTicks(wholeWindow(length), 6);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.every(({ atMs }) => Number.isFinite(atMs))).toBe(true);
  });
});

describe('clampWindow', () => {
  it.each([
    ['nothing asked', null, null, whole],
    ['a part', 10, 20, { fromMs: 10, toMs: 20 }],
    ['beyond the ends', -5, 90_000, whole],
    ['backwards', 20, 10, whole],
    ['after the end', 70_000, 80_000, whole],
  ])('%s', (_, from, to, expected) => {
    expect(clampWindow(from, to, whole)).toEqual(expected);
  });
});

describe('zoomWindow', () => {
  it('keeps what is under the pointer where it is', () => {
    expect(zoomWindow(whole, 0.5, 0.25, whole)).toEqual({ fromMs: 7_500, toMs: 37_500 });
  });

  it('ends at the whole, and at a millisecond', () => {
    expect(zoomWindow({ fromMs: 50_000, toMs: 60_000 }, 10, 0.5, whole)).toEqual(whole);
    const closest = zoomWindow({ fromMs: 5, toMs: 6 }, 0.5, 0.5, whole);
    expect(closest.toMs - closest.fromMs).toBe(1);
  });
});
