import 'server-only';
import { z } from 'zod';
import { OUTCOME_CODES } from '../codes';
import { OPEN_HISTORIES } from '../conditions';
import { statement, whole } from '../statement';

/** Visits of one machine's states that are open now. Open executions point to their current history only. */
export const openVisits = statement({
  sql: `SELECT state, count(*) FILTER (outcome = ${OUTCOME_CODES.running}) AS running,
          count(*) FILTER (outcome = ${OUTCOME_CODES.waiting}) AS waiting
        FROM visits WHERE machine = $machine AND ended_at IS NULL AND history IN (${OPEN_HISTORIES})
        GROUP BY state`,
  parameters: z.object({ machine: z.number() }),
  row: z.object({ state: whole, running: whole, waiting: whole }),
});
