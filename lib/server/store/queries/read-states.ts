import 'server-only';
import { z } from 'zod';
import { noParameters, statement, text, whole } from '../statement';

/** The name and type of every state that was ever entered. */
export const readStates = statement({
  sql: 'SELECT state, machine, name, type FROM states ORDER BY state',
  parameters: noParameters,
  row: z.object({ state: whole, machine: whole, name: text, type: whole }),
});
