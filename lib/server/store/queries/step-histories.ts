import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES } from '../codes';
import { hasStatus, sumWhere } from '../conditions';
import { statement, whole } from '../statement';

const HAS_SUCCEEDED = hasStatus(['SUCCEEDED']);

/** How many of one machine's executions succeeded that started in a step, and of how many of them the history was read. */
export const stepHistories = statement({
  sql: `SELECT started_at // $step AS step, ${sumWhere('n', HAS_SUCCEEDED)} AS succeeded,
          ${sumWhere('n', `${HAS_SUCCEEDED} AND coverage = ${COVERAGE_CODES.full}`)} AS covered
        FROM signed_executions WHERE machine = $machine AND started_at >= $from AND started_at < $to
        GROUP BY step`,
  parameters: z.object({ machine: z.number(), from: z.number(), to: z.number(), step: z.number() }),
  row: z.object({ step: whole, succeeded: whole, covered: whole }),
});
