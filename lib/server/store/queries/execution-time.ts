import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES } from '../codes';
import { hasStatus } from '../conditions';
import { statement, whole } from '../statement';

/** Time spent in one machine's ended executions, and how many of its succeeded ones had their history read. */
export const executionTime = statement({
  sql: `SELECT coalesce(sum(n * greatest(ended_at - started_at, 0)) FILTER (ended_at IS NOT NULL), 0) AS execution_ms,
          coalesce(sum(n) FILTER (${hasStatus(['SUCCEEDED'])}), 0) AS succeeded,
          coalesce(sum(n) FILTER (${hasStatus(['SUCCEEDED'])} AND coverage = ${COVERAGE_CODES.full}), 0) AS covered
        FROM signed_executions WHERE machine = $machine AND started_at >= $from AND started_at < $to`,
  parameters: z.object({ machine: z.number(), from: z.number(), to: z.number() }),
  row: z.object({ execution_ms: whole, succeeded: whole, covered: whole }),
});
