import 'server-only';
import { z } from 'zod';
import { FAILURE_KIND_CODES } from '../codes';
import { statement, text, time, whole } from '../statement';

const KINDS = `${FAILURE_KIND_CODES.failed}, ${FAILURE_KIND_CODES.caught}`;

/** The newest visits of these states that failed by themselves or were caught, with the history that each is from. */
export const lastFailures = statement({
  sql: `SELECT history, visit, kind, ended_at, error FROM current_failures
        WHERE machine = $machine AND state IN (SELECT unnest($states)) AND ended_at >= $from AND ended_at < $to AND NOT is_consequence
          AND kind IN (${KINDS})
        ORDER BY ended_at DESC, history DESC, visit DESC LIMIT $limit`,
  parameters: z.object({
    machine: z.number(),
    states: z.array(z.number()),
    from: z.number(),
    to: z.number(),
    limit: z.number(),
  }),
  row: z.object({ history: whole, visit: whole, kind: whole, ended_at: time, error: text.nullable() }),
});
