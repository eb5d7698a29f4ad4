import 'server-only';
import { z } from 'zod';
import { IS_OPEN } from '../conditions';
import { statement, whole } from '../statement';

/** Executions that were over before a time. One whose end nobody knows counts from its start; an open one never. */
export const findExpired = statement({
  sql: `SELECT version, history FROM current_executions
        WHERE NOT ${IS_OPEN} AND coalesce(ended_at, started_at) < $before
        ORDER BY version LIMIT $limit`,
  parameters: z.object({ before: z.number(), limit: z.number() }),
  row: z.object({ version: whole, history: whole.nullable() }),
});
