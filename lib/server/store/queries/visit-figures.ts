import 'server-only';
import { z } from 'zod';
import { OUTCOME_CODES } from '../codes';
import { bucketAtShare, sumWhere } from '../conditions';
import { statement, time, whole } from '../statement';

const { succeeded, caught, failed, aborted } = OUTCOME_CODES;

/**
 * Counts over the visits of one machine's states that ended in the window (period 1) or in the one before (period 0).
 * One pass groups the visits by everything that is told apart later; it sums and does nothing else, because it sees
 * every visit. Totals and percentiles come from its few thousand groups.
 */
export const visitFigures = statement({
  sql: `WITH grouped AS (
          SELECT state, ended_at >= $from AS is_within, bucket, outcome, is_consequence, is_fatal, is_recovered,
            retries > 0 AS is_retried, count(*) AS n, sum(attempts) AS attempts,
            sum(failed_attempts) AS failed_attempts, sum(retries) AS retries,
            sum(redriven_attempts) AS redriven_attempts, sum(lost_ms) AS lost_ms,
            sum(greatest(ended_at - entered_at, 0)) AS visit_ms, min(ended_at) AS first_ended, max(ended_at) AS last_ended
          FROM current_visits
          WHERE machine = $machine AND ended_at >= $before AND ended_at < $to
          GROUP BY ALL),
        ranked AS (
          SELECT *, sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within ORDER BY bucket) AS upto,
            sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within) AS total
          FROM grouped)
        SELECT state, is_within::INTEGER AS period, sum(n) AS ended,
          ${sumWhere('n', `outcome = ${succeeded}`)} AS succeeded,
          ${sumWhere('n', `outcome = ${caught}`)} AS caught,
          ${sumWhere('n', `outcome = ${failed} AND NOT is_consequence`)} AS failed,
          ${sumWhere('n', 'is_consequence')} AS consequences,
          ${sumWhere('n', `outcome = ${aborted}`)} AS aborted,
          ${sumWhere('n', 'is_fatal')} AS fatal,
          ${sumWhere('n', 'is_retried')} AS retried,
          ${sumWhere('n', 'is_recovered')} AS recovered,
          sum(attempts) AS attempts, sum(failed_attempts) AS failed_attempts, sum(retries) AS retries,
          sum(redriven_attempts) AS redriven_attempts, sum(lost_ms) AS lost_ms,
          ${sumWhere('visit_ms', 'bucket IS NOT NULL')} AS visit_ms,
          min(first_ended) FILTER (outcome IN (${failed}, ${caught})) AS first_failure,
          max(last_ended) FILTER (outcome IN (${failed}, ${caught})) AS last_failure,
          ${bucketAtShare(0.5)} AS p50, ${bucketAtShare(0.95)} AS p95
        FROM ranked GROUP BY state, is_within`,
  parameters: z.object({ machine: z.number(), before: z.number(), from: z.number(), to: z.number() }),
  row: z.object({
    state: whole,
    period: whole,
    ended: whole,
    succeeded: whole,
    caught: whole,
    failed: whole,
    consequences: whole,
    aborted: whole,
    fatal: whole,
    retried: whole,
    recovered: whole,
    attempts: whole,
    failed_attempts: whole,
    retries: whole,
    redriven_attempts: whole,
    lost_ms: whole,
    visit_ms: whole,
    first_failure: time.nullable(),
    last_failure: time.nullable(),
    p50: whole.nullable(),
    p95: whole.nullable(),
  }),
});
