import 'server-only';
import { z } from 'zod';
import { statement, text, time, whole } from '../statement';

/**
 * The last execution of a machine that started between two times and of which `isUnknown` holds. Of a replaced row the ARN, the
 * start and the version are those of the row in its place, and what was dropped AWS has forgotten, too: none need be told apart.
 */
export function lastOfUnknownRevision(isUnknown: string) {
  return statement({
    sql: `SELECT arn, started_at, machine_version AS version FROM executions
          WHERE machine = $machine AND started_at > $after AND started_at < $before AND NOT is_child
            AND machine_version IS NOT NULL AND ${isUnknown}
          ORDER BY started_at DESC LIMIT 1`,
    parameters: z.object({ machine: z.number(), after: z.number(), before: z.number() }),
    row: z.object({ arn: text, started_at: time, version: whole }),
  });
}
