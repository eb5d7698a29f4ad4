import 'server-only';
import { z } from 'zod';
import { noParameters, statement, whole } from '../statement';

/** The highest number in use; null in an empty index. Blocks and marks outlive the rows they belong to. */
export const readLastVersion = statement({
  sql: `SELECT max(version) AS version FROM (
          SELECT max(version) AS version FROM machines
          UNION ALL SELECT max(version) FROM executions
          UNION ALL SELECT max(version) FROM replaced_executions
          UNION ALL SELECT max(history) FROM event_blocks
          UNION ALL SELECT max(history) FROM replaced_histories
          UNION ALL SELECT max(version) FROM watermarks
          UNION ALL SELECT max(version) FROM compactions)`,
  parameters: noParameters,
  row: z.object({ version: whole.nullable() }),
});
