import 'server-only';
import { z } from 'zod';
import { noParameters, statement, whole } from '../statement';

/** The number of the newest migration that this file has seen; null for a new file. */
export const readMigrations = statement({
  sql: 'SELECT max(number) AS number FROM migrations',
  parameters: noParameters,
  row: z.object({ number: whole.nullable() }),
});
