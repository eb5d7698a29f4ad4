import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { EndedWait, StoredWait } from '@/lib/server/ports/index-store';
import type { Catalog } from './catalog';
import { ATTEMPT_OUTCOME_CODES, decoder } from './codes';
import { endedWaits } from './queries/ended-waits';
import { findHistoryVersions } from './queries/find-history-versions';
import { findOpenVersions } from './queries/find-open-versions';
import { openWaits } from './queries/open-waits';
import { type ExecutionColumns, readExecutions } from './queries/read-executions';
import type { Session } from './session';

const toOutcome = decoder(ATTEMPT_OUTCOME_CODES);

/** Every open wait, oldest first. A wait of an execution that has ended meanwhile is none, also before its end is read. */
export async function listWaits(session: Session, catalog: Catalog): Promise<readonly StoredWait[]> {
  const waits = await session.all(openWaits, {});
  if (waits.length === 0) return [];
  const open = await session.all(findOpenVersions, { histories: historiesOf(waits) });
  const executions = await readByHistory(session, open);
  return waits.flatMap((wait) => {
    const execution = executions.get(wait.history);
    return execution === undefined ? [] : toStoredWait(wait, execution, catalog);
  });
}

/** The waits that ended last, newest first. */
export async function listEndedWaits(session: Session, catalog: Catalog, limit: number): Promise<readonly EndedWait[]> {
  const waits = await session.all(endedWaits, { limit });
  if (waits.length === 0) return [];
  const found = await session.all(findHistoryVersions, { histories: historiesOf(waits) });
  const executions = await readByHistory(session, found);
  const ended = waits.flatMap((wait) => {
    const execution = executions.get(wait.history);
    if (execution === undefined) return [];
    const { ended_at: endedAtMs, outcome } = wait;
    return { ...toStoredWait(wait, execution, catalog), endedAtMs, outcome: toOutcome(outcome) };
  });
  return ended.toSorted(byEnd);
}

/** Newest end first; what ended together by name, and not by what was read first. */
function byEnd(a: EndedWait, b: EndedWait): number {
  return b.endedAtMs - a.endedAtMs || a.executionArn.localeCompare(b.executionArn) || a.eventId - b.eventId;
}

function historiesOf(waits: readonly { readonly history: number }[]): number[] {
  return [...new Set(waits.map(({ history }) => history))];
}

async function readByHistory(
  session: Session,
  found: readonly { readonly version: number }[],
): Promise<ReadonlyMap<number | null, ExecutionColumns>> {
  const rows = await session.all(readExecutions, { versions: found.map(({ version }) => version) });
  return new Map(rows.map((row) => [row.history, row]));
}

type WaitColumns = {
  readonly event: number;
  readonly visit: number;
  readonly state: number;
  readonly resource: string;
  readonly attempt: number;
  readonly since: EpochMs;
  readonly started_at: EpochMs | null;
  readonly timeout_s: number | null;
  readonly heartbeat_s: number | null;
};

function toStoredWait(wait: WaitColumns, execution: ExecutionColumns, catalog: Catalog): StoredWait {
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
}
