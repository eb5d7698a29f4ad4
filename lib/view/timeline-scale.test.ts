import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from './timeline-idle';
import {
  clampWindow,
  foldAround,
  panWindow,
  placeOf,
  scaleOf,
  type TimeScale,
  type TimeWindow,
  toMs,
  toPx,
  wholeWindow,
  zoomWindow,
} from './timeline-scale';

const whole = { fromMs: 0, toMs: 60_000 };
const WIDTH_PX = 640;

/** Up to five gaps of a minute, in order and apart from each other; the last one may still last. */
const gaps = fc
  .record({
    cuts: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 10 }),
    open: fc.integer({ max: 1 }),
  })
  .map(({ cuts, open }): readonly Gap[] => {
    const ends = [...new Set(cuts)].sort((a, b) => a - b);
    const found = ends.flatMap((fromMs, at) => {
      const end = ends[at + 1];
      return at % 2 === 1 || end === undefined ? [] : [{ fromMs, toMs: end }];
    });
    const last = found.at(-1);
    return open === 1 && last !== undefined ? [...found.slice(0, -1), { ...last, toMs: null }] : found;
  });

const windows = fc
  .record({ from: fc.integer({ min: 0, max: 59_999 }), length: fc.integer({ min: 1, max: 60_000 }) })
  .map(({ from, length }): TimeWindow => ({ fromMs: from, toMs: Math.min(60_000, from + length) }));

function scaleWithout(window: TimeWindow, folds: readonly Gap[]): TimeScale {
  return scaleOf(
    window,
    folds.filter((fold) => fold !== foldAround(folds, window)),
  );
}

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

  it.each([0, Number.NaN])('has a window for a length of %d ms', (length) => {
    expect(wholeWindow(length)).toEqual({ fromMs: 0, toMs: 1 });
  });
});

describe('an axis with folds', () => {
  const folds = [{ fromMs: 10_000, toMs: 50_000 }];
  const scale = scaleOf(whole, folds);

  it('draws a fold 28 px wide and the rest in proportion', () => {
    expect([0, 10_000, 50_000, 60_000].map((atMs) => toPx(scale, atMs, WIDTH_PX))).toEqual([0, 306, 334, 640]);
  });

  it('gives folds no more than half of a narrow axis', () => {
    expect(toPx(scale, 50_000, 40) - toPx(scale, 10_000, 40)).toBe(20);
  });

  it('ends with a fold that still lasts', () => {
    const open = scaleOf(whole, [{ fromMs: 10_000, toMs: null }]);
    expect([0, 10_000, 60_000].map((atMs) => toPx(open, atMs, WIDTH_PX))).toEqual([0, 612, 640]);
  });

  it('does not fold the gap that somebody looks into', () => {
    expect(foldAround(folds, { fromMs: 20_000, toMs: 30_000 })).toBe(folds[0]);
    expect(foldAround(folds, { fromMs: 5_000, toMs: 30_000 })).toBeUndefined();
  });

  it('is finite where nothing but a fold is drawn', () => {
    const idle = scaleOf({ fromMs: 0, toMs: 10 }, [
      { fromMs: 0, toMs: 5 },
      { fromMs: 5, toMs: 10 },
    ]);
    expect([0, 5, 10].map((atMs) => toPx(idle, atMs, WIDTH_PX))).toEqual([0, 28, 56]);
  });

  it('never goes back, and spans the whole width, whatever is folded', () => {
    fc.assert(
      fc.property(gaps, windows, (all, window) => {
        const at = scaleWithout(window, all);
        const moments = [window.fromMs, ...at.folds.map(({ fromMs }) => fromMs), window.toMs]
          .filter((moment) => moment >= window.fromMs && moment <= window.toMs)
          .sort((a, b) => a - b);
        const px = moments.map((moment) => toPx(at, moment, WIDTH_PX));
        expect(px.every((value, index) => value >= (px[index - 1] ?? 0) - 1e-6)).toBe(true);
        expect(px[0]).toBe(0);
        // Where nothing at all is drawn in proportion, the folds alone do not fill it.
        if (at.to.drawnMs > at.from.drawnMs) expect(px.at(-1)).toBeCloseTo(WIDTH_PX, 6);
      }),
    );
  });

  it('finds the moment under a pixel again', () => {
    fc.assert(
      fc.property(gaps, windows, fc.integer({ min: 0, max: WIDTH_PX }), (all, window, px) => {
        const at = scaleWithout(window, all);
        if (at.to.drawnMs === at.from.drawnMs) return;
        const moment = toMs(at, px, WIDTH_PX);
        expect(moment).toBeGreaterThanOrEqual(window.fromMs);
        expect(moment).toBeLessThanOrEqual(window.toMs);
        const isInOpenFold = at.folds.some(({ fromMs, toMs: end }) => end === null && moment > fromMs);
        if (!isInOpenFold) expect(toPx(at, moment, WIDTH_PX)).toBeCloseTo(px, 3);
      }),
    );
  });

  it('keeps lengths in proportion outside of folds', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 59_000 }), (all, from) => {
        const ends = [from, from + 500, from + 1_000].map((moment) => placeOf(all, moment));
        const [a, b, c] = ends.map(({ drawnMs }) => drawnMs);
        const isFree = all.every(({ fromMs, toMs: end }) => from + 1_000 <= fromMs || from >= (end ?? 60_000));
        if (isFree) expect((b ?? 0) - (a ?? 0)).toBe((c ?? 0) - (b ?? 0));
      }),
    );
  });
});

describe('zoomWindow', () => {
  it('keeps what is under the pointer where it is', () => {
    expect(zoomWindow(scaleOf(whole, []), 0.5, 0.25, whole)).toEqual({ fromMs: 7_500, toMs: 37_500 });
  });

  it('ends at the whole, and at a millisecond', () => {
    expect(zoomWindow(scaleOf({ fromMs: 50_000, toMs: 60_000 }, []), 10, 0.5, whole)).toEqual(whole);
    const closest = zoomWindow(scaleOf({ fromMs: 5, toMs: 6 }, []), 0.5, 0.5, whole);
    expect(closest.toMs - closest.fromMs).toBe(1);
  });

  it('goes by what is drawn, so that a fold counts for nothing', () => {
    const folds = [{ fromMs: 10_000, toMs: 50_000 }];
    expect(zoomWindow(scaleOf(whole, folds), 0.5, 0, whole)).toEqual({ fromMs: 0, toMs: 10_000 });
    expect(zoomWindow(scaleOf(whole, folds), 0.5, 1, whole)).toEqual({ fromMs: 50_000, toMs: 60_000 });
    expect(zoomWindow(scaleOf(whole, folds), 0.5, 0.5, whole)).toEqual({ fromMs: 5_000, toMs: 55_000 });
  });
});

describe('panWindow', () => {
  const folds = [{ fromMs: 10_000, toMs: 50_000 }];

  it('moves by a share of what is drawn, over a fold, and stops at the ends', () => {
    const at = scaleOf({ fromMs: 0, toMs: 8_000 }, folds);
    const next = panWindow(at, 0.5, whole);
    expect(next).toEqual({ fromMs: 4_000, toMs: 52_000 });
    expect(panWindow(scaleOf(next, folds), -5, whole)).toEqual({ fromMs: 0, toMs: 8_000 });
    expect(panWindow(scaleOf(next, folds), 5, whole)).toEqual({ fromMs: 52_000, toMs: 60_000 });
  });

  it('takes a fold along that stands at the end', () => {
    const at = scaleOf({ fromMs: 0, toMs: 5_000 }, [{ fromMs: 10_000, toMs: null }]);
    expect(panWindow(at, 1, whole)).toEqual({ fromMs: 5_000, toMs: 60_000 });
  });
});
