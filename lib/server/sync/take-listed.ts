import 'server-only';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { Watermark } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import { toListedRow } from './execution-rows';
import type { ConnectionDependencies } from './sync-dependencies';
import type { ToldLately } from './told-lately';

type Options = { readonly watermarks?: readonly Watermark[]; readonly told?: ToldLately };

/**
 * Takes a page of listed executions into the index and answers how many of them said something new. What was `told`
 * before is not looked up again.
 */
export async function takeListed(
  deps: ConnectionDependencies,
  listed: readonly ListedExecution[],
  { watermarks = [], told }: Options = {},
): Promise<number> {
  const executions = await findNews(deps, told === undefined ? listed : listed.filter((each) => !told.knows(each)));
  if (executions.length > 0 || watermarks.length > 0)
    await deps.apply({ connection: deps.connection.name, machines: [], executions, histories: [], watermarks });
  told?.note(listed);
  return executions.length;
}

async function findNews(
  { index, connection, clock, keepMs }: ConnectionDependencies,
  listed: readonly ListedExecution[],
): Promise<readonly IndexedExecution[]> {
  if (listed.length === 0) return [];
  const keptFromMs = awsNow(clock, connection) - keepMs;
  const stored = new Map((await index.findExecutions(listed.map(({ arn }) => arn))).map((row) => [row.arn, row]));
  return listed.flatMap((execution) => {
    const known = stored.get(execution.arn);
    // Dropped by the index: it would come back with each round in which a quiet machine lists it.
    const isExpired = known === undefined && execution.endedAtMs !== null && execution.endedAtMs < keptFromMs;
    return isExpired ? [] : (toListedRow(execution, known) ?? []);
  });
}
