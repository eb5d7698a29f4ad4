import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Interval } from '@/lib/domain/time-range';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Lengths that people count time in. Each begins where the clock in UTC says so: on the hour, at midnight. */
const STEPS_MS: readonly number[] = [
  ...[1, 5, 15].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MS),
];
const LONGEST_MS = 28 * DAY_MS;

/** An interval has room for that many steps; with its two ends inside of steps it meets one more. */
const MOST_STEPS = 48;

export type TimeSteps = {
  readonly stepMs: number;
  /** Without gaps from the interval's start to its end; the first and the last are cut there. */
  readonly steps: readonly Interval[];
};

/**
 * Divides an interval by the clock rather than by its own ends: then the steps of "the last 24 hours" stay the same
 * hours while it moves on. The shortest step of which at most 48 fill the interval is chosen.
 */
export function toTimeSteps({ fromMs, toMs }: Interval): TimeSteps {
  const leastMs = (toMs - fromMs) / MOST_STEPS;
  const stepMs = STEPS_MS.find((each) => each >= leastMs) ?? Math.ceil(leastMs / LONGEST_MS) * LONGEST_MS;
  const steps: Interval[] = [];
  for (let startMs = stepStartMs(fromMs, stepMs); startMs < toMs; startMs = epochMs(startMs + stepMs)) {
    steps.push({ fromMs: epochMs(Math.max(fromMs, startMs)), toMs: epochMs(Math.min(toMs, startMs + stepMs)) });
  }
  return { stepMs, steps };
}

/** Where the step begins that an instant lies in. */
export function stepStartMs(atMs: EpochMs, stepMs: number): EpochMs {
  return epochMs(Math.floor(atMs / stepMs) * stepMs);
}
