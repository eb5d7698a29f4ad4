import 'server-only';
import { z } from 'zod';
import { noParameters, statement, text, whole } from '../statement';

/** The newest facts of every machine, as JSON. */
export const readMachines = statement({
  sql: 'SELECT machine, arg_max(facts, version) AS facts FROM machines GROUP BY machine ORDER BY machine',
  parameters: noParameters,
  row: z.object({ machine: whole, facts: text }),
});
