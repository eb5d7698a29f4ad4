import 'server-only';
import { z } from 'zod';
import { statement, text, whole } from '../statement';

/** Which history is held of the execution with this key and ARN. */
export const findHistory = statement({
  sql: `SELECT arn, history FROM current_executions
        WHERE key = $key AND arn = $arn AND history IS NOT NULL`,
  parameters: z.object({ key: z.bigint(), arn: z.string() }),
  row: z.object({ arn: text, history: whole }),
});
