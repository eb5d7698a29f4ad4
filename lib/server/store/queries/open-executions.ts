import 'server-only';
import { z } from 'zod';
import { IS_OPEN, isOfMachines } from '../conditions';
import { noParameters, statement, time, whole } from '../statement';

/** Executions that are open now, per machine, and when the oldest of them started; children of map runs are none. */
export function openExecutions(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT machine, count(*) AS n, min(started_at) AS oldest FROM current_executions
          WHERE ${IS_OPEN} AND NOT is_child AND ${isOfMachines(machines)} GROUP BY machine`,
    parameters: noParameters,
    row: z.object({ machine: whole, n: whole, oldest: time }),
  });
}
