import 'server-only';
import { z } from 'zod';
import { isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** How many inputs and outputs are held of these machines' executions. */
export function countPayloads(machines: readonly number[]) {
  return statement({
    sql: `SELECT count(*) AS n FROM payloads WHERE key IN (SELECT key FROM executions WHERE ${isOfMachines(machines)})`,
    parameters: z.object({}),
    row: z.object({ n: whole }),
  });
}
