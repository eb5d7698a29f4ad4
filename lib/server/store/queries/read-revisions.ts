import 'server-only';
import { z } from 'zod';
import { noParameters, statement, text, time, whole } from '../statement';

/** Of each revision the last start that told of it. */
export const READ_REVISIONS = `SELECT machine, version, revision, updated_at, max(seen_at) AS seen_at FROM revisions
  GROUP BY machine, version, revision, updated_at`;

/** With which definitions executions are known to have run. */
export const readRevisions = statement({
  sql: READ_REVISIONS,
  parameters: noParameters,
  row: z.object({ machine: whole, version: whole, revision: text.nullable(), updated_at: time, seen_at: time }),
});
