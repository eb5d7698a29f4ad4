import 'server-only';
import { z } from 'zod';
import { STATUS_CODES } from '../codes';
import { hasStatus, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** Failed and timed-out executions that started in the window (`is_within`) or in the one before. */
export function tileCounts(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT (started_at >= $from)::INTEGER AS is_within,
            coalesce(sum(n) FILTER (status = ${STATUS_CODES.FAILED}), 0) AS failed,
            coalesce(sum(n) FILTER (status = ${STATUS_CODES.TIMED_OUT}), 0) AS timed_out
          FROM signed_executions
          WHERE started_at >= $before AND started_at < $to AND ${hasStatus(['FAILED', 'TIMED_OUT'])}
            AND ${isOfMachines(machines)}
          GROUP BY is_within`,
    parameters: z.object({ before: z.number(), from: z.number(), to: z.number() }),
    row: z.object({ is_within: whole, failed: whole, timed_out: whole }),
  });
}
