import 'server-only';
import { z } from 'zod';
import { bucketAtShare } from '../conditions';
import { statement, whole } from '../statement';

/** Percentiles of the attempts that ended in the window (period 1) or in the one before (period 0), per state. */
export const attemptPercentiles = statement({
  sql: `WITH grouped AS (
          SELECT state, (ended_at >= $from)::INTEGER AS period, bucket, count(*) AS n FROM current_attempts
          WHERE machine = $machine AND ended_at >= $before AND ended_at < $to
          GROUP BY state, period, bucket),
        ranked AS (
          SELECT state, period, bucket, sum(n) OVER (PARTITION BY state, period ORDER BY bucket) AS upto,
            sum(n) OVER (PARTITION BY state, period) AS total
          FROM grouped)
        SELECT state, period, ${bucketAtShare(0.5)} AS p50, ${bucketAtShare(0.95)} AS p95,
          ${bucketAtShare(0.99)} AS p99
        FROM ranked GROUP BY state, period`,
  parameters: z.object({ machine: z.number(), before: z.number(), from: z.number(), to: z.number() }),
  row: z.object({ state: whole, period: whole, p50: whole, p95: whole, p99: whole }),
});
