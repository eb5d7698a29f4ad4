import 'server-only';
import { z } from 'zod';
import { isOfMachines } from '../conditions';
import { statement, text, whole } from '../statement';

/** Per machine the state with most failed visits; where none failed, most caught ones; else most recovered ones. */
export function worstStates(machines: readonly number[] | null) {
  return statement({
    sql: `WITH counted AS (
            SELECT machine, state, kind, error, count(*) AS n FROM current_failures
            WHERE NOT is_consequence AND ended_at >= $from AND ended_at < $to AND ${isOfMachines(machines)}
            GROUP BY machine, state, kind, error),
          states AS (
            SELECT machine, state, kind, sum(n) AS n, first(error ORDER BY n DESC, error) AS error
            FROM counted GROUP BY machine, state, kind)
          SELECT DISTINCT ON (machine) machine, state, kind, n, error FROM states
          ORDER BY machine, kind, n DESC, state`,
    parameters: z.object({ from: z.number(), to: z.number() }),
    row: z.object({ machine: whole, state: whole, kind: whole, n: whole, error: text.nullable() }),
  });
}
