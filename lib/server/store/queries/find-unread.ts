import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES, SOURCE_CODES } from '../codes';
import { hasStatus, IS_OPEN, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** One in so many of the succeeded ones is the slowest that is left; the others are the newest. */
export const SLOWEST_SHARE = 20;

/** Versions of executions whose history `GetExecutionHistory` has still to tell, most wanted first. */
export function findUnread(machines: readonly number[]) {
  return statement({
    sql: `WITH unread AS (
            SELECT version, started_at, ended_at - started_at AS duration,
              CASE WHEN ${hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED'])} THEN 0 WHEN ${IS_OPEN} THEN 1 ELSE 2 END AS class
            FROM current_executions
            WHERE coverage = ${COVERAGE_CODES.none} AND source = ${SOURCE_CODES.history} AND ${isOfMachines(machines)}),
          urgent AS (
            SELECT version, class, started_at AS rank FROM unread WHERE class < 2
            ORDER BY class, started_at DESC, version DESC LIMIT $limit),
          slowest AS (
            SELECT version, class, duration AS rank FROM unread WHERE class = 2
            ORDER BY duration DESC NULLS LAST, version DESC LIMIT $slowest),
          newest AS (
            SELECT version, 3 AS class, started_at AS rank FROM unread WHERE class = 2
            ORDER BY started_at DESC, version DESC LIMIT $limit)
          SELECT version FROM (
            SELECT * FROM urgent UNION ALL SELECT * FROM slowest
            UNION ALL SELECT * FROM newest ANTI JOIN slowest USING (version))
          ORDER BY class, rank DESC NULLS LAST, version DESC LIMIT $limit`,
    parameters: z.object({ limit: z.number(), slowest: z.number() }),
    row: z.object({ version: whole }),
  });
}
