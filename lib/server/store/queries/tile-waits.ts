import 'server-only';
import { z } from 'zod';
import { isOfMachines, OPEN_HISTORIES } from '../conditions';
import { statement, time, whole } from '../statement';

/** Waits that are open now and those that were at the window's start, and the next one to time out. */
export function tileWaits(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT count(*) FILTER (is_waiting) AS waiting,
            count(*) FILTER (since < $from AND (ended_at >= $from OR is_waiting)) AS waiting_before,
            min(started_at + timeout_s * 1000) FILTER (is_waiting) AS soonest_deadline
          FROM (SELECT since, started_at, ended_at, timeout_s,
                  ended_at IS NULL AND history IN (${OPEN_HISTORIES}) AS is_waiting
                FROM current_waits WHERE ${isOfMachines(machines)} AND (ended_at IS NULL OR ended_at >= $from))`,
    parameters: z.object({ from: z.number() }),
    row: z.object({ waiting: whole, waiting_before: whole, soonest_deadline: time.nullable() }),
  });
}
