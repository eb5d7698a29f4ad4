import 'server-only';
import { z } from 'zod';
import { FAILURE_KIND_CODES } from '../codes';
import { statement, text, whole } from '../statement';

/** Per state of all machines the error name with which most of its visits failed or were caught. */
export const topErrors = statement({
  sql: `WITH counted AS (
          SELECT state, error, count(*) AS n FROM current_failures
          WHERE ended_at >= $from AND ended_at < $to AND NOT is_consequence
            AND kind IN (${FAILURE_KIND_CODES.failed}, ${FAILURE_KIND_CODES.caught})
          GROUP BY state, error)
        SELECT DISTINCT ON (state) state, error, n FROM counted ORDER BY state, n DESC, error NULLS LAST`,
  parameters: z.object({ from: z.number(), to: z.number() }),
  row: z.object({ state: whole, error: text.nullable(), n: whole }),
});
