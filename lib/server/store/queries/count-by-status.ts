import 'server-only';
import { z } from 'zod';
import { filterParameters } from '../execution-filter';
import { statement, whole } from '../statement';

/** How many executions of each status a filter finds. */
export function countByStatus(where: string) {
  return statement({
    sql: `SELECT status, sum(n) AS n FROM signed_executions WHERE ${where} GROUP BY status`,
    parameters: filterParameters,
    row: z.object({ status: whole, n: whole }),
  });
}
