import 'server-only';
import { z } from 'zod';
import type { ToldByLog } from '@/lib/server/ports/index-store';
import { COVERAGE_CODES, SOURCE_CODES } from '../codes';
import { hasStatus, IS_OPEN, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** One in so many of the succeeded ones is the slowest that is left; the others are the newest. */
export const SLOWEST_SHARE = 20;

/** What a log is about to tell, of a machine by its number in the catalog. */
export type Withheld = Omit<ToldByLog, 'machineArn'> & { readonly machine: number };

/** Versions of executions whose history `GetExecutionHistory` has still to tell, most wanted first. */
export function findUnread(machines: readonly number[], withheld: readonly Withheld[]) {
  return statement({
    sql: `WITH unread AS (
            SELECT version, started_at, ended_at - started_at AS duration,
              CASE WHEN ${hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED'])} THEN 0 WHEN ${IS_OPEN} THEN 1 ELSE 2 END AS class
            FROM current_executions
            WHERE coverage = ${COVERAGE_CODES.none} AND source = ${SOURCE_CODES.history} AND ${isOfMachines(machines)}${withheld.map(isNotWithheld).join('')}),
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
    parameters: z.record(z.string(), z.number()),
    row: z.object({ version: whole }),
  });
}

function isNotWithheld({ machine }: Withheld): string {
  return ` AND NOT (machine = ${machine} AND (
              (${hasStatus(['SUCCEEDED'])} AND started_at >= $from${machine}
                AND (started_at < $to${machine} OR ended_at >= $ended${machine}))
              OR (${IS_OPEN} AND started_at >= $open${machine})))`;
}

/** The parameters of the statement for what is withheld. */
export function timesWithheld(withheld: readonly Withheld[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    withheld.flatMap(({ machine, startedFromMs, startedToMs, endedFromMs, openFromMs }) => [
      [`from${machine}`, startedFromMs],
      [`to${machine}`, startedToMs],
      [`ended${machine}`, endedFromMs],
      [`open${machine}`, openFromMs],
    ]),
  );
}
