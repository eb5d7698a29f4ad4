import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES, OUTCOME_CODES } from '../codes';
import { bucketAtShare, hasStatus, sumWhere } from '../conditions';
import { statement, whole } from '../statement';

const { succeeded, caught, failed } = OUTCOME_CODES;
const HAS_SUCCEEDED = hasStatus(['SUCCEEDED']);

/**
 * What the states of all machines are compared by, over their visits that ended in the window (period 1) or in the one
 * before (period 0). Only narrow columns are read, and summed by everything that is told apart later; a succeeded visit then
 * counts for as many as there are succeeded executions of its machine to each one whose history was read.
 */
export const stateRates = statement({
  sql: `WITH shares AS (
          SELECT machine, started_at >= $from AS is_within,
            ${sumWhere('n', HAS_SUCCEEDED)} AS succeeded,
            ${sumWhere('n', `${HAS_SUCCEEDED} AND coverage = ${COVERAGE_CODES.full}`)} AS covered
          FROM signed_executions WHERE started_at >= $before AND started_at < $to
          GROUP BY machine, is_within),
        grouped AS (
          SELECT machine, state, ended_at >= $from AS is_within, bucket, outcome, is_consequence,
            retries > 0 AS is_retried, count(*) AS n
          FROM current_visits WHERE ended_at >= $before AND ended_at < $to
          GROUP BY ALL),
        weighed AS (
          SELECT state, is_within, bucket, outcome, is_consequence, is_retried,
            coalesce(succeeded, 0) AS succeeded, coalesce(covered, 0) AS covered,
            CASE WHEN outcome = ${succeeded} AND covered > 0 THEN n * succeeded / covered ELSE n END AS n
          FROM grouped LEFT JOIN shares USING (machine, is_within)),
        ranked AS (
          SELECT *, sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within ORDER BY bucket) AS upto,
            sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within) AS total
          FROM weighed)
        SELECT state, is_within::INTEGER AS period, round(sum(n)) AS ended,
          ${sumWhere('n', `outcome = ${failed} AND NOT is_consequence`)} AS failed,
          ${sumWhere('n', `outcome = ${caught}`)} AS caught,
          round(${sumWhere('n', 'is_retried')}) AS retried,
          ${bucketAtShare(0.5)} AS p50, ${bucketAtShare(0.95)} AS p95, ${bucketAtShare(0.99)} AS p99,
          any_value(succeeded) AS succeeded, any_value(covered) AS covered
        FROM ranked GROUP BY state, is_within`,
  parameters: z.object({ before: z.number(), from: z.number(), to: z.number() }),
  row: z.object({
    state: whole,
    period: whole,
    ended: whole,
    failed: whole,
    caught: whole,
    retried: whole,
    p50: whole.nullable(),
    p95: whole.nullable(),
    p99: whole.nullable(),
    succeeded: whole,
    covered: whole,
  }),
});
