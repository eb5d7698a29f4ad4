import type { Random } from '../random';

/** What is odd about a log, as shares from 0 to 1. CloudWatch promises neither (aws-facts §4.3). */
export type LogOddities = {
  /** Of the lines: delivered twice, the same text under another time of arrival and another event id. */
  readonly doubledLines: number;
  /** Of the Express executions: run twice under one ARN, because asynchronous ones run at least once. */
  readonly doubledRuns: number;
};

export const NO_ODDITIES: LogOddities = { doubledLines: 0, doubledRuns: 0 };

/**
 * An account with nothing wrong in it: one in two thousand. AWS tells no figure. At a checkout every second somebody who
 * looks on meets a doubled run within the hour, and no count or percentile moves by what can be seen.
 */
export const RARE_ODDITIES: LogOddities = { doubledLines: 0.000_5, doubledRuns: 0.000_5 };

/**
 * After how long an execution runs again. What makes AWS do so is not told, so both shapes occur as often: a second run
 * beside the first, whose ids come twice at the same time, and one after it has ended.
 */
export function againAfterMs(random: Random): number {
  return random.chance(0.5) ? random.between(20, 400) : random.between(2_000, 60_000);
}
