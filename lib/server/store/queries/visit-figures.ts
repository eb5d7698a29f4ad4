import 'server-only';
import { z } from 'zod';
import { OUTCOME_CODES } from '../codes';
import { bucketAtShare, sumWhere } from '../conditions';
import { statement, time, whole } from '../statement';

const { succeeded, caught, failed, aborted } = OUTCOME_CODES;

/**
 * Counts over the visits of one machine's states that ended in the window (period 1) or in the one before (period 0).
 * One pass groups the visits by everything that is told apart later; it sums and does nothing else, because it sees
 * every visit. Totals and percentiles come from its few thousand groups, each weighed: a succeeded visit counts for as many
 * as `weight` says (1 where every succeeded history was read).
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
        weighed AS (
          SELECT * REPLACE (n * w AS n, attempts * w AS attempts, failed_attempts * w AS failed_attempts,
            retries * w AS retries, redriven_attempts * w AS redriven_attempts, lost_ms * w AS lost_ms,
            visit_ms * w AS visit_ms)
          FROM (SELECT *, CASE WHEN outcome <> ${succeeded} THEN 1 WHEN is_within THEN $weight ELSE $weight_before END AS w
            FROM grouped)),
        ranked AS (
          SELECT *, sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within ORDER BY bucket) AS upto,
            sum(n) FILTER (bucket IS NOT NULL) OVER (PARTITION BY state, is_within) AS total
          FROM weighed)
        SELECT state, is_within::INTEGER AS period, round(sum(n)) AS ended,
          round(${sumWhere('n', `outcome = ${succeeded}`)}) AS succeeded,
          ${sumWhere('n', `outcome = ${caught}`)} AS caught,
          ${sumWhere('n', `outcome = ${failed} AND NOT is_consequence`)} AS failed,
          ${sumWhere('n', 'is_consequence')} AS consequences,
          ${sumWhere('n', `outcome = ${aborted}`)} AS aborted,
          ${sumWhere('n', 'is_fatal')} AS fatal,
          round(${sumWhere('n', 'is_retried')}) AS retried,
          round(${sumWhere('n', 'is_recovered')}) AS recovered,
          round(sum(attempts)) AS attempts, round(sum(failed_attempts)) AS failed_attempts,
          round(sum(retries)) AS retries, round(sum(redriven_attempts)) AS redriven_attempts,
          round(sum(lost_ms)) AS lost_ms, round(${sumWhere('visit_ms', 'bucket IS NOT NULL')}) AS visit_ms,
          min(first_ended) FILTER (outcome IN (${failed}, ${caught})) AS first_failure,
          max(last_ended) FILTER (outcome IN (${failed}, ${caught})) AS last_failure,
          ${bucketAtShare(0.5)} AS p50, ${bucketAtShare(0.95)} AS p95,
          ${bucketAtShare(0.99)} AS p99
        FROM ranked GROUP BY state, is_within`,
  parameters: z.object({
    machine: z.number(),
    before: z.number(),
    from: z.number(),
    to: z.number(),
    weight: z.number(),
    weight_before: z.number(),
  }),
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
    p99: whole.nullable(),
  }),
});
