import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { stepStartMs, toTimeSteps } from './time-steps';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 25, 18, 43);

function stepsOf(lengthMs: number) {
  return toTimeSteps({ fromMs: epochMs(NOW_MS - lengthMs), toMs: epochMs(NOW_MS) });
}

it.each([
  ['15 minutes', 0.25, 1 / 60, 15],
  ['an hour', 1, 1 / 12, 13],
  ['6 hours', 6, 0.25, 25],
  ['24 hours', 24, 1, 25],
  ['2 days', 48, 1, 49],
  ['7 days', 168, 4, 43],
  ['30 days', 720, 24, 31],
  ['10 years', 87_600, 2_016, 45],
])('divides %s into steps of a length that people count in', (_, hours, stepHours, count) => {
  const { stepMs, steps } = stepsOf(hours * HOUR_MS);
  expect(stepMs / HOUR_MS).toBeCloseTo(stepHours);
  expect(steps).toHaveLength(count);
});

it('keeps the same hours while the window moves on, and cuts the first and the last at its ends', () => {
  const { steps } = stepsOf(24 * HOUR_MS);
  expect(steps[0]).toEqual({ fromMs: Date.UTC(2026, 10, 24, 18, 43), toMs: Date.UTC(2026, 10, 24, 19) });
  expect(steps[1]).toEqual({ fromMs: Date.UTC(2026, 10, 24, 19), toMs: Date.UTC(2026, 10, 24, 20) });
  expect(steps.at(-1)).toEqual({ fromMs: Date.UTC(2026, 10, 25, 18), toMs: NOW_MS });
});

it('covers every interval once, without gaps, in at most 49 steps', () => {
  const time = fc.integer({ min: 1, max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(a !== b);
      const interval = { fromMs: epochMs(Math.min(a, b)), toMs: epochMs(Math.max(a, b)) };
      const { stepMs, steps } = toTimeSteps(interval);
      expect(steps.length).toBeLessThanOrEqual(49);
      expect([steps[0]?.fromMs, steps.at(-1)?.toMs]).toEqual([interval.fromMs, interval.toMs]);
      for (const [at, step] of steps.entries()) {
        expect(step.fromMs).toBeLessThan(step.toMs);
        if (at > 0) expect(step.fromMs).toBe(steps[at - 1]?.toMs);
        expect(stepStartMs(step.fromMs, stepMs)).toBe(stepStartMs(epochMs(step.toMs - 1), stepMs));
      }
    }),
  );
});
