import 'server-only';
import { z } from 'zod';
import { statement, whole } from '../statement';

/** The present versions of the executions that these histories are of. */
export const versionsOfHistories = statement({
  sql: `WITH found AS MATERIALIZED (
          SELECT version, history FROM executions WHERE history IN (SELECT unnest($histories)))
        SELECT version, history FROM found ANTI JOIN replaced_executions USING (version)`,
  parameters: z.object({ histories: z.array(z.number()) }),
  row: z.object({ version: whole, history: whole }),
});
