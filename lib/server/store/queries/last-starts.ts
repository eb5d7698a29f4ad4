import 'server-only';
import { z } from 'zod';
import { NO_VERSION } from '../codes';
import { statement, text, time, whole } from '../statement';

// Of a replaced row the ARN, the start and the version are those of the row in its place: it need not be told apart.

/** The last execution of a machine that started before a time and by no version. */
export const lastPlainStart = statement({
  sql: `SELECT arn, started_at FROM executions
        WHERE machine = $machine AND machine_version = ${NO_VERSION} AND NOT is_child AND started_at < $before
        ORDER BY started_at DESC LIMIT 1`,
  parameters: z.object({ machine: z.number(), before: z.number() }),
  row: z.object({ arn: text, started_at: time }),
});

/** The last execution that each version of a machine started. */
export const lastStartsOfVersions = statement({
  sql: `SELECT machine_version AS version, arg_max(arn, started_at) AS arn, max(started_at) AS started_at FROM executions
        WHERE machine = $machine AND machine_version > ${NO_VERSION} AND NOT is_child
        GROUP BY machine_version ORDER BY machine_version`,
  parameters: z.object({ machine: z.number() }),
  row: z.object({ version: whole, arn: text, started_at: time }),
});
