import 'server-only';
import { z } from 'zod';
import { STATE_TYPE_CODES } from '../codes';
import { isOfMachines } from '../conditions';
import { statement, text, whole } from '../statement';

/**
 * Per machine the state with most failed visits; where none failed, most caught ones; else most recovered ones. A Fail
 * state comes after all others: it fails by design, because of what happened before it.
 */
export function worstStates(machines: readonly number[] | null) {
  return statement({
    sql: `WITH counted AS (
            SELECT machine, state, kind, error, count(*) AS n FROM current_failures
            WHERE NOT is_consequence AND ended_at >= $from AND ended_at < $to AND ${isOfMachines(machines)}
            GROUP BY machine, state, kind, error),
          counts AS (
            SELECT machine, state, kind, sum(n) AS n, first(error ORDER BY n DESC, error) AS error
            FROM counted GROUP BY machine, state, kind)
          SELECT DISTINCT ON (machine) machine, state, kind, n, error
          FROM counts JOIN (SELECT state, type FROM states) USING (state)
          ORDER BY machine, type = ${STATE_TYPE_CODES.Fail}, kind, n DESC, state`,
    parameters: z.object({ from: z.number(), to: z.number() }),
    row: z.object({ machine: whole, state: whole, kind: whole, n: whole, error: text.nullable() }),
  });
}
