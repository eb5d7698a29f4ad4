import 'server-only';
import { z } from 'zod';
import { OUTCOME_CODES } from '../codes';
import { bucketAtShare, sumWhere } from '../conditions';
import { statement, whole } from '../statement';
import { weighedVisits, weighingTables } from '../weighing';

const { caught, failed } = OUTCOME_CODES;

/** Steps are counted from the epoch, so that they lie where the clock in UTC says. */
const WEIGHING = {
  machines: 'machine = $machine',
  periodOf: (at: string) => `${at} // $step`,
  since: '$from',
};

/** What one machine's states are coloured by, per step of the time in which their visits ended. */
export const stateSteps = statement({
  sql: `WITH ${weighingTables(WEIGHING)},
        grouped AS (
          SELECT state, period AS step, bucket, outcome, is_consequence, retries > 0 AS is_retried, sum(w) AS n
          FROM ${weighedVisits(WEIGHING)} GROUP BY ALL),
        ranked AS (
          SELECT *, sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, step ORDER BY bucket) AS upto,
            sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, step) AS total
          FROM grouped)
        SELECT state, step, round(sum(n)) AS ended,
          ${sumWhere('n', `outcome = ${failed} AND NOT is_consequence`)} AS failed,
          ${sumWhere('n', `outcome = ${caught}`)} AS caught,
          round(${sumWhere('n', 'is_retried')}) AS retried,
          ${bucketAtShare(0.95)} AS p95
        FROM ranked GROUP BY state, step`,
  parameters: z.object({ machine: z.number(), from: z.number(), to: z.number(), step: z.number() }),
  row: z.object({
    state: whole,
    step: whole,
    ended: whole,
    failed: whole,
    caught: whole,
    retried: whole,
    p95: whole.nullable(),
  }),
});
