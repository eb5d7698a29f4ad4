import 'server-only';
import type { StoredWait } from '@/lib/server/ports/index-store';
import type { Catalog } from './catalog';
import { findOpenVersions } from './queries/find-open-versions';
import { openWaits } from './queries/open-waits';
import { readExecutions } from './queries/read-executions';
import type { Session } from './session';

/** Every open wait, oldest first. A wait of an execution that has ended meanwhile is none, also before its end is read. */
export async function listWaits(session: Session, catalog: Catalog): Promise<readonly StoredWait[]> {
  const waits = await session.all(openWaits, {});
  if (waits.length === 0) return [];
  const histories = [...new Set(waits.map(({ history }) => history))];
  const open = await session.all(findOpenVersions, { histories });
  const rows = await session.all(readExecutions, { versions: open.map(({ version }) => version) });
  const executions = new Map(rows.map((row) => [row.history, row]));
  return waits.flatMap((wait) => {
    const execution = executions.get(wait.history);
    if (execution === undefined) return [];
    const machine = catalog.machineOf(execution.machine);
    return {
      connection: machine.connection,
      executionArn: execution.arn,
      executionName: execution.name,
      executionStartedAtMs: execution.started_at,
      machineArn: machine.arn,
      eventId: wait.event,
      visit: wait.visit,
      state: catalog.stateOf(wait.state).name,
      resource: wait.resource,
      attempt: wait.attempt,
      sinceMs: wait.since,
      startedAtMs: wait.started_at,
      timeoutSeconds: wait.timeout_s,
      heartbeatSeconds: wait.heartbeat_s,
    };
  });
}
