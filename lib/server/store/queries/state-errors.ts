import 'server-only';
import { z } from 'zod';
import { FAILURE_KIND_CODES } from '../codes';
import { statement, text, whole } from '../statement';

/** The error names with which visits of one machine's states failed or were caught, most frequent first. */
export const stateErrors = statement({
  sql: `SELECT state, error, count(*) AS n FROM current_failures
        WHERE machine = $machine AND ended_at >= $from AND ended_at < $to AND NOT is_consequence
          AND kind IN (${FAILURE_KIND_CODES.failed}, ${FAILURE_KIND_CODES.caught})
        GROUP BY state, error
        QUALIFY row_number() OVER (PARTITION BY state ORDER BY n DESC, error NULLS LAST) <= $most
        ORDER BY state, n DESC, error NULLS LAST`,
  parameters: z.object({ machine: z.number(), from: z.number(), to: z.number(), most: z.number() }),
  row: z.object({ state: whole, error: text.nullable(), n: whole }),
});
