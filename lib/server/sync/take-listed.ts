import 'server-only';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { Watermark } from '@/lib/server/ports/index-store';
import { awsNow } from './aws-clock';
import { toListedRow } from './execution-rows';
import type { ConnectionDependencies } from './sync-dependencies';

/** Takes a page of listed executions into the index and answers how many of them said something new. */
export async function takeListed(
  { index, apply, connection, clock, keepMs }: ConnectionDependencies,
  listed: readonly ListedExecution[],
  watermarks: readonly Watermark[] = [],
): Promise<number> {
  const keptFromMs = awsNow(clock, connection) - keepMs;
  const stored = new Map((await index.findExecutions(listed.map(({ arn }) => arn))).map((row) => [row.arn, row]));
  const executions = listed.flatMap((execution) => {
    const known = stored.get(execution.arn);
    // Dropped by the index: it would come back with each round in which a quiet machine lists it.
    const isExpired = known === undefined && execution.endedAtMs !== null && execution.endedAtMs < keptFromMs;
    return isExpired ? [] : (toListedRow(execution, known) ?? []);
  });
  if (executions.length === 0 && watermarks.length === 0) return 0;
  await apply({ connection: connection.name, machines: [], executions, histories: [], watermarks });
  return executions.length;
}
