import 'server-only';
import { z } from 'zod';
import { statement, whole } from '../statement';

/** Versions of the executions that these histories belong to, by the newest that is known of them. */
export const findHistoryVersions = statement({
  sql: `WITH found AS MATERIALIZED (SELECT version FROM executions WHERE history IN (SELECT unnest($histories)))
        SELECT version FROM found ANTI JOIN replaced_executions USING (version)`,
  parameters: z.object({ histories: z.array(z.number()) }),
  row: z.object({ version: whole }),
});
