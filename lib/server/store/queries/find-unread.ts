import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES, SOURCE_CODES } from '../codes';
import { hasStatus, IS_OPEN, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** Versions of executions whose history `GetExecutionHistory` has still to tell, most wanted first. */
export function findUnread(machines: readonly number[]) {
  return statement({
    sql: `SELECT version FROM (
            SELECT version, key, started_at, ended_at - started_at AS duration,
              CASE WHEN ${hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED'])} THEN 0 WHEN ${IS_OPEN} THEN 1 ELSE 2 END AS class
            FROM current_executions
            WHERE coverage = ${COVERAGE_CODES.none} AND source = ${SOURCE_CODES.history} AND ${isOfMachines(machines)})
          ORDER BY class, CASE WHEN class < 2 THEN started_at ELSE duration END DESC NULLS LAST, key
          LIMIT $limit`,
    parameters: z.object({ limit: z.number() }),
    row: z.object({ version: whole }),
  });
}
