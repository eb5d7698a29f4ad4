import 'server-only';
import { z } from 'zod';
import { statement, whole } from '../statement';

/** The current versions of executions with one of these keys. Two ARNs can share a key: compare the ARN. */
export const findVersions = statement({
  // The few that are found are told apart from replaced ones, not the other way round.
  sql: `WITH found AS MATERIALIZED (SELECT version FROM executions WHERE key IN (SELECT unnest($keys)))
        SELECT version FROM found ANTI JOIN replaced_executions USING (version)`,
  parameters: z.object({ keys: z.array(z.bigint()) }),
  row: z.object({ version: whole }),
});
