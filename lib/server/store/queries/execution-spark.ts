import 'server-only';
import { z } from 'zod';
import { hasStatus, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/** Executions per machine and equal part of the window in which they started, parts counted from 0. */
export function executionSpark(machines: readonly number[] | null) {
  return statement({
    sql: `SELECT machine, least(floor((started_at - $from) / $width), $parts - 1)::INTEGER AS part,
            coalesce(sum(n) FILTER (${hasStatus(['SUCCEEDED'])}), 0) AS ok,
            coalesce(sum(n) FILTER (${hasStatus(['FAILED', 'TIMED_OUT'])}), 0) AS failed
          FROM signed_executions
          WHERE started_at >= $from AND started_at < $to AND ${isOfMachines(machines)}
          GROUP BY machine, part`,
    parameters: z.object({ from: z.number(), to: z.number(), width: z.number(), parts: z.number() }),
    row: z.object({ machine: whole, part: whole, ok: whole, failed: whole }),
  });
}
