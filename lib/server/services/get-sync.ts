import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { Sync, SyncState } from '@/lib/contract/sync';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { wholeCoverage } from './coverage';
import { toConnectionState } from './list-connections';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';

/** How reading AWS stands, per connection. Asks nobody, so it may be polled. */
export async function getSync(
  deps: Pick<ServiceDependencies, 'connections' | 'sync' | 'clock' | 'switches'>,
  { caller }: By<object>,
): Promise<Sync> {
  requireView(caller, deps);
  const states = new Map(deps.connections.list().map((connection) => [connection.name, connection.state()]));
  const items = deps.sync.report().flatMap((report) => {
    const state = states.get(report.connection);
    return state === undefined ? [] : [toSyncState(report, state)];
  });
  return { items, nextCursor: null, coverage: wholeCoverage(), serverDate: toDate(epochMs(deps.clock.nowMs())) };
}

function toSyncState(report: ConnectionReport, state: ConnectionState): SyncState {
  const { progress } = report;
  return {
    connection: report.connection,
    connectionState: toConnectionState(state),
    phase: report.phase,
    message: report.message,
    progress:
      progress === null
        ? null
        : { fromDate: toDate(progress.fromMs), share: progress.share, remainingMs: progress.remainingMs },
    freshDate: toDateOrNull(report.freshMs),
    isStale: report.isStale,
    intervalMs: report.intervalMs,
    unreadHistories: report.unreadHistories,
    executionsRead: report.executionsRead,
    historiesRead: report.historiesRead,
  };
}
