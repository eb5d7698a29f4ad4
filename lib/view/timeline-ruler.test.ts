import { describe, expect, it } from 'vitest';
import type { Gap } from './timeline-idle';
import { layoutRuler } from './timeline-ruler';
import { scaleOf, wholeWindow } from './timeline-scale';

const DAY_MS = 86_400_000;

function labels(lengthMs: number, widthPx: number, folds: readonly Gap[] = []): readonly string[] {
  return layoutRuler(scaleOf(wholeWindow(lengthMs), folds), widthPx, lengthMs).ticks.map(({ label }) => label);
}

describe('layoutRuler', () => {
  it.each([
    [5, ['0', '1 ms', '2 ms', '3 ms', '4 ms']],
    [60_000, ['0', '10 s', '20 s', '30 s', '40 s', '50 s']],
    [728_000, ['0', '2m', '4m', '6m', '8m', '10m']],
    [DAY_MS * 30, ['0', '5d', '10d', '15d', '20d', '25d']],
  ])('marks %d ms in steps that people count in', (length, expected) => {
    expect(labels(length, 400)).toEqual(expected);
  });

  it('gives each line a name of its own, however late it is', () => {
    const window = { fromMs: 3 * DAY_MS + 60_000, toMs: 3 * DAY_MS + 63_000 };
    const found = layoutRuler(scaleOf(window, []), 640, window.toMs).ticks.map(({ label }) => label);
    expect(found).toEqual(['3d 1m', '3d 1m 0.5 s', '3d 1m 1 s', '3d 1m 1.5 s', '3d 1m 2 s', '3d 1m 2.5 s']);
  });

  it.each([0, Number.NaN, 400 * 365 * DAY_MS])('is finite and short for a length of %d ms', (length) => {
    for (const widthPx of [0, 10, 640]) {
      const { ticks } = layoutRuler(scaleOf(wholeWindow(length), []), widthPx, length);
      expect(ticks.length).toBeLessThanOrEqual(16);
      expect(ticks.every(({ atMs }) => Number.isFinite(atMs))).toBe(true);
    }
  });

  it('tells the true length of a fold, and has no line inside of it or under its name', () => {
    const folds = [{ fromMs: 60_000, toMs: 60_000 + 3 * DAY_MS }];
    const scale = scaleOf(wholeWindow(120_000 + 3 * DAY_MS), folds);
    const { ticks, folds: marks } = layoutRuler(scale, 640, scale.window.toMs);
    expect(marks.map(({ label }) => label)).toEqual(['⋯3d⋯']);
    expect(ticks.map(({ label }) => label)).toEqual(['0', '30 s', '3d 1m 30 s']);
  });

  it('lets a fold that still lasts grow', () => {
    const scale = scaleOf(wholeWindow(500_000), [{ fromMs: 60_000, toMs: null }]);
    expect(layoutRuler(scale, 640, 500_000).folds.map(({ label }) => label)).toEqual(['⋯7m 20s⋯']);
  });

  it('tells folds side by side as one, and writes no name over another', () => {
    const marks = (between: number) => {
      const folds = [
        { fromMs: 1_000, toMs: 50_000 },
        { fromMs: 50_000 + between, toMs: 90_000 },
      ];
      return layoutRuler(scaleOf(wholeWindow(100_000), folds), 640, 100_000).folds.map(({ label }) => label);
    };
    expect(marks(10)).toEqual(['⋯1m 29s⋯']);
    expect(marks(200)).toEqual(['⋯49 s⋯', '']);
    expect(marks(10_000)).toEqual(['⋯49 s⋯', '⋯30 s⋯']);
  });

  it('keeps the name of a fold at an end inside of the ruler', () => {
    const scale = scaleOf(wholeWindow(100_000), [{ fromMs: 0, toMs: 90_000 }]);
    const [mark] = layoutRuler(scale, 640, 100_000).folds;
    expect((mark?.centrePx ?? 0) + (mark?.shiftPx ?? 0)).toBeGreaterThan(30);
  });
});
