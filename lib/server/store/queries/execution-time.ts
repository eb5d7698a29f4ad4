import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES } from '../codes';
import { hasStatus } from '../conditions';
import { statement, whole } from '../statement';

/**
 * Time spent in one machine's ended executions that started in the window (period 1) or in the one before (period 0), and
 * how many of its succeeded ones had their history read.
 */
export const executionTime = statement({
  sql: `SELECT (started_at >= $from)::INTEGER AS period,
          coalesce(sum(n * greatest(ended_at - started_at, 0)) FILTER (ended_at IS NOT NULL), 0) AS execution_ms,
          coalesce(sum(n) FILTER (${hasStatus(['SUCCEEDED'])}), 0) AS succeeded,
          coalesce(sum(n) FILTER (${hasStatus(['SUCCEEDED'])} AND coverage = ${COVERAGE_CODES.full}), 0) AS covered
        FROM signed_executions WHERE machine = $machine AND started_at >= $before AND started_at < $to
        GROUP BY period`,
  parameters: z.object({ machine: z.number(), before: z.number(), from: z.number(), to: z.number() }),
  row: z.object({ period: whole, execution_ms: whole, succeeded: whole, covered: whole }),
});
