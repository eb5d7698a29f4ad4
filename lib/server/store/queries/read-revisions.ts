import 'server-only';
import { z } from 'zod';
import { noParameters, statement, text, time, whole } from '../statement';

/** With which definitions executions ran, as far as AWS was asked. */
export const readRevisions = statement({
  sql: 'SELECT machine, version, revision, updated_at FROM revisions',
  parameters: noParameters,
  row: z.object({ machine: whole, version: whole, revision: text.nullable(), updated_at: time }),
});
