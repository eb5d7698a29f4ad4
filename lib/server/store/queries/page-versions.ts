import 'server-only';
import { z } from 'zod';
import { filterParameters } from '../execution-filter';
import { flag, statement, whole } from '../statement';

/**
 * What a list can be ordered by, as SQL. `ended` is `stopped` of rows that all have an end: the database finds the first
 * rows by a plain column ten times faster. Executions without an end have no duration either and come last.
 */
const ORDERS = {
  started: 'started_at',
  stopped: 'coalesce(ended_at, -1)',
  ended: 'ended_at',
  duration: 'coalesce(ended_at - started_at, -1)',
} as const;

const first = filterParameters.extend({ take: z.number() });
const following = first.extend({ value: z.number(), key: z.bigint() });

/**
 * The versions of the next rows in order, replaced ones among them and marked as such: leaving them out in the database
 * would read every row there is to find a page's first. Only narrow columns are read.
 */
export function pageVersions(sort: keyof typeof ORDERS, where: string, isFollowing: boolean) {
  const by = ORDERS[sort];
  const after = isFollowing ? `AND ${by} <= $value AND (${by} < $value OR key < $key)` : '';
  return statement({
    sql: `SELECT version, value, key,
            version IN (SELECT version FROM replaced_executions) AS is_replaced
          FROM (SELECT version, ${by} AS value, key FROM executions WHERE ${where} ${after}
                ORDER BY value DESC, key DESC LIMIT $take)
          ORDER BY value DESC, key DESC`,
    parameters: isFollowing ? following : first,
    row: z.object({ version: whole, value: whole, key: z.bigint(), is_replaced: flag }),
  });
}
