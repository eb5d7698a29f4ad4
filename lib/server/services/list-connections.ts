import 'server-only';
import type { ConnectionBudget } from '@/lib/contract/budget';
import type { Connection, Connections, ConnectionState as ContractState } from '@/lib/contract/connections';
import type { ConnectionHealth, ConnectionState } from '@/lib/server/ports/aws-connection';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { findConnectionProblems } from './connection-problems';
import { wholeCoverage } from './coverage';
import { toPermissions } from './permissions';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';
import { toBudget } from './to-budget';

/** The health of the gateway in the words of the contract. */
const STATES: Readonly<Record<ConnectionHealth['kind'], ContractState>> = {
  untried: 'starting',
  ok: 'ok',
  'no-credentials': 'no-credentials',
  'no-region': 'no-region',
  'expired-credentials': 'expired-credentials',
  'access-denied': 'access-denied',
  throttled: 'throttled',
  unreachable: 'unreachable',
};

/** Every account and region that is read, and whether reading it works. Asks nobody. */
export async function listConnections(
  deps: Pick<ServiceDependencies, 'connections' | 'sync' | 'index' | 'awsEndpoint' | 'switches'>,
  { caller }: By<object>,
): Promise<Connections> {
  requireView(caller, deps);
  const reports = new Map(deps.sync.report().map((report) => [report.connection, report]));
  const machines = await deps.index.listMachines();
  const connections = deps.connections.list();
  const items = connections.map((connection) => {
    const report = reports.get(connection.name) ?? null;
    const present = machines.filter(
      (machine) => machine.connection === connection.name && machine.status !== 'DELETED',
    );
    const machineCount = report?.isDiscovered === true ? present.length : null;
    const budget = toBudget(connection, connections);
    return toConnection(connection.state(), report, { ...deps, machineCount, budget });
  });
  return { items, nextCursor: null, coverage: wholeCoverage() };
}

export function toConnectionState({ health }: ConnectionState): ContractState {
  return STATES[health.kind];
}

type Known = Pick<ServiceDependencies, 'awsEndpoint'> & {
  readonly machineCount: number | null;
  readonly budget: ConnectionBudget;
};

function toConnection(state: ConnectionState, report: ConnectionReport | null, known: Known): Connection {
  return {
    name: state.name,
    accountId: state.account,
    region: state.region,
    endpoint: known.awsEndpoint,
    state: toConnectionState(state),
    since: toDate(state.sinceMs),
    lastSuccessDate: toDateOrNull(state.lastSuccessMs),
    nextTryDate: toDateOrNull(report?.pause?.retryMs ?? null),
    clockSkewMs: state.clockAheadMs,
    machineCount: known.machineCount,
    permissions: toPermissions(state.permissions),
    budget: known.budget,
    problems: findConnectionProblems(state, report, known.machineCount),
  };
}
