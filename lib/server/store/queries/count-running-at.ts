import 'server-only';
import { z } from 'zod';
import { IS_OPEN, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** How many executions ran at a point in time. A redriven one counts as running from its start to its last end. */
export function countRunningAt(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT coalesce(sum(n), 0) AS n FROM signed_executions
          WHERE started_at < $at AND (ended_at >= $at OR (ended_at IS NULL AND ${IS_OPEN}))
            AND ${isOfMachines(machines)}`,
    parameters: z.object({ at: z.number() }),
    row: z.object({ n: whole }),
  });
}
