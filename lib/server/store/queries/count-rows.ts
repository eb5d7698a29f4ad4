import 'server-only';
import { z } from 'zod';
import { noParameters, statement, whole } from '../statement';

/** How many rows count, and how many were replaced and wait for compaction. */
export const countRows = statement({
  sql: `SELECT
          (SELECT count(*) FROM executions) - (SELECT count(*) FROM replaced_executions) AS executions,
          (SELECT count(history) FROM executions) - (SELECT count(history) FROM replaced_executions) AS histories,
          (SELECT count(*) FROM current_visits) AS visits,
          (SELECT count(*) FROM current_attempts) AS attempts,
          (SELECT count(*) FROM current_waits) AS waits,
          (SELECT count(*) FROM replaced_executions) + (SELECT count(*) FROM replaced_histories) AS replaced`,
  parameters: noParameters,
  row: z.object({
    executions: whole,
    histories: whole,
    visits: whole,
    attempts: whole,
    waits: whole,
    replaced: whole,
  }),
});
