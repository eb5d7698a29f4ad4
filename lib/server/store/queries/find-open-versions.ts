import 'server-only';
import { z } from 'zod';
import { IS_OPEN } from '../conditions';
import { statement, whole } from '../statement';

/** Versions of the executions that these histories belong to and that are open by the newest that is known of them. */
export const findOpenVersions = statement({
  // The few that are found are told apart from replaced ones, not the other way round.
  sql: `WITH found AS MATERIALIZED (
          SELECT version FROM executions WHERE history IN (SELECT unnest($histories)) AND ${IS_OPEN})
        SELECT version FROM found ANTI JOIN replaced_executions USING (version)`,
  parameters: z.object({ histories: z.array(z.number()) }),
  row: z.object({ version: whole }),
});
