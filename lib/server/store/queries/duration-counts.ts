import 'server-only';
import { z } from 'zod';
import { statement, whole } from '../statement';

/** Executions of one machine that started in the window and ended, per status and bucket of their duration. */
export const durationCounts = statement({
  sql: `SELECT status, bucket, sum(n) AS n FROM signed_executions
        WHERE machine = $machine AND started_at >= $from AND started_at < $to AND bucket IS NOT NULL
        GROUP BY status, bucket HAVING sum(n) > 0`,
  parameters: z.object({ machine: z.number(), from: z.number(), to: z.number() }),
  row: z.object({ status: whole, bucket: whole, n: whole }),
});
