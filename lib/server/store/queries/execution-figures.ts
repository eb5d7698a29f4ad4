import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES } from '../codes';
import { bucketAtShare, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/**
 * Executions that started in the window, per machine and status, and the machine's percentiles of those that ended
 * (repeated in each of its rows). One pass over the table: everything else works on its few thousand buckets.
 */
export function executionFigures(machines: readonly number[] | null) {
  return statement({
    sql: `WITH counted AS MATERIALIZED (
            SELECT machine, status, bucket, sum(n) AS n, sum(n) FILTER (coverage = ${COVERAGE_CODES.full}) AS covered
            FROM signed_executions
            WHERE started_at >= $from AND started_at < $to AND ${isOfMachines(machines)}
            GROUP BY machine, status, bucket),
          ranked AS (
            SELECT machine, bucket, sum(sum(n)) OVER (PARTITION BY machine ORDER BY bucket) AS upto,
              sum(sum(n)) OVER (PARTITION BY machine) AS total
            FROM counted WHERE bucket IS NOT NULL GROUP BY machine, bucket),
          percentiles AS (
            SELECT machine, ${bucketAtShare(0.5)} AS p50, ${bucketAtShare(0.95)} AS p95,
          ${bucketAtShare(0.99)} AS p99
            FROM ranked GROUP BY machine)
          SELECT c.machine, c.status, sum(c.n) AS n, coalesce(sum(c.covered), 0) AS covered,
            any_value(p.p50) AS p50, any_value(p.p95) AS p95, any_value(p.p99) AS p99
          FROM counted c LEFT JOIN percentiles p ON p.machine = c.machine
          GROUP BY c.machine, c.status`,
    parameters: z.object({ from: z.number(), to: z.number() }),
    row: z.object({
      machine: whole,
      status: whole,
      n: whole,
      covered: whole,
      p50: whole.nullable(),
      p95: whole.nullable(),
      p99: whole.nullable(),
    }),
  });
}
