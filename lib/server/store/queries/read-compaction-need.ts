import 'server-only';
import { z } from 'zod';
import { noParameters, statement, whole } from '../statement';

/** How much of each group of tables was replaced, or appended out of order, since it was last rewritten. */
export const readCompactionNeed = statement({
  sql: `SELECT
          (SELECT count(*) FROM executions) AS executions,
          (SELECT count(*) FROM replaced_executions) AS replaced_executions,
          (SELECT count(*) FROM event_blocks WHERE part = 0) AS blocks,
          (SELECT count(*) FROM event_blocks WHERE part = 0)
            - ((SELECT count(history) FROM executions) - (SELECT count(history) FROM replaced_executions)) AS dead_blocks,
          (SELECT count(*) FROM replaced_histories) AS replaced_histories,
          (SELECT count(*) FROM visits) AS visits,
          (SELECT count(*) FROM visits WHERE history > coalesce(
            (SELECT max(version) FROM compactions WHERE tables = 'histories'), 0)) AS loose_visits,
          (SELECT count(*) FROM payloads) AS payloads,
          (SELECT count(*) FROM payloads WHERE key NOT IN (SELECT key FROM current_executions)) AS dead_payloads,
          (SELECT count(*) FROM watermarks) AS watermarks`,
  parameters: noParameters,
  row: z.object({
    executions: whole,
    replaced_executions: whole,
    blocks: whole,
    dead_blocks: whole,
    replaced_histories: whole,
    visits: whole,
    loose_visits: whole,
    payloads: whole,
    dead_payloads: whole,
    watermarks: whole,
  }),
});
