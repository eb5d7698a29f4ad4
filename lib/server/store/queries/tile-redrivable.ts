import 'server-only';
import { z } from 'zod';
import { MACHINE_TYPE_CODES } from '../codes';
import { hasStatus, isOfMachines } from '../conditions';
import { statement, time, whole } from '../statement';

/**
 * Executions that AWS would redrive, and when the first of them ended. Children of a map run are
 * redriven through it, and AWS refuses a history of 24,999 events or more (aws-facts §1.1).
 */
export function tileRedrivable(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT count(*) AS n, min(ended_at) AS first_ended FROM current_executions
          WHERE ${hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED'])} AND type = ${MACHINE_TYPE_CODES.STANDARD}
            AND ended_at > $ended_after AND started_at > $started_after
            AND coalesce(history_events, 0) < 24999 AND NOT is_child AND ${isOfMachines(machines)}`,
    parameters: z.object({ ended_after: z.number(), started_after: z.number() }),
    row: z.object({ n: whole, first_ended: time.nullable() }),
  });
}
