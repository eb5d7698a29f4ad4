'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { BudgetTable } from '@/components/settings/budget-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { type Fact, Facts } from '@/components/ui/facts';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge, formatCounted, formatDuration } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { syncQuery } from '@/lib/client/queries/sync-query';
import type { Connection, ConnectionState, Permission } from '@/lib/contract/connections';
import type { SyncState } from '@/lib/contract/sync';

/** Each account and region that is read: where it is, how reading goes, and what its permissions are good for. */
export function ConnectionPanels(): ReactNode {
  const connections = useQuery(connectionsQuery());
  const sync = useQuery(syncQuery());
  const nowMs = useNowMs(connections.dataUpdatedAt);
  if (connections.data === undefined) {
    if (connections.error === null) {
      return (
        <Panel title="AWS">
          <SkeletonRows what="connections" rows={16} />
        </Panel>
      );
    }
    const retry = (): void => void connections.refetch();
    return <LoadProblem what="The connections" message={connections.error.message} shownFrom={null} onRetry={retry} />;
  }
  const { items } = connections.data;
  return items.map((connection) => {
    const state = sync.data?.items.find((item) => item.connection === connection.name) ?? null;
    return (
      <Panel key={connection.name} title={items.length === 1 ? 'AWS' : `AWS · ${connection.name}`}>
        <Facts facts={toFacts(connection, state, nowMs)} />
        <BudgetTable budget={connection.budget} />
        <PermissionTable permissions={connection.permissions} />
      </Panel>
    );
  });
}

const STATES: Readonly<Record<ConnectionState, string>> = {
  starting: 'starting',
  ok: 'answers',
  'no-credentials': 'no credentials',
  'no-region': 'no region',
  'expired-credentials': 'credentials have expired',
  'access-denied': 'answers; a permission is missing',
  throttled: 'answers; refuses calls for being too many',
  unreachable: 'does not answer',
};

function toFacts(connection: Connection, sync: SyncState | null, nowMs: number): readonly Fact[] {
  const { accountId, region, endpoint, state, lastSuccessDate, machineCount } = connection;
  const lastAnswer = lastSuccessDate === null ? 'none yet' : formatAge(nowMs - Date.parse(lastSuccessDate));
  return [
    { label: 'Account', value: accountId ?? 'not known yet' },
    { label: 'Region', value: region ?? 'not known yet' },
    { label: 'Endpoint', value: endpoint ?? 'that of AWS', isCode: endpoint !== null },
    { label: 'State', value: STATES[state] },
    { label: 'Last answer', value: lastAnswer },
    { label: 'Reads', value: machineCount === null ? 'not listed yet' : formatCounted(machineCount, 'state machine') },
    { label: 'Newest asked for', value: howOften(sync) },
  ];
}

function howOften(sync: SyncState | null): string {
  if (sync === null) return 'not yet';
  return sync.intervalMs === 0 ? 'not yet, there is nothing to ask for' : `every ${formatDuration(sync.intervalMs)}`;
}

const LOOKS: Readonly<Record<Permission['state'], { readonly tone: Tone; readonly word: string }>> = {
  allowed: { tone: 'succeeded', word: 'Allowed' },
  refused: { tone: 'failed', word: 'Refused' },
  partly: { tone: 'caught', word: 'Partly refused' },
  untried: { tone: 'unknown', word: 'Not tried yet' },
};

function PermissionTable({ permissions }: { readonly permissions: readonly Permission[] }): ReactNode {
  return (
    <table className="w-full border-collapse border-t border-line text-left">
      <caption className="sr-only">Permissions, what each is for, and what AWS said since the server started</caption>
      <thead>
        <tr className="h-8 border-b border-line text-small text-muted">
          <th scope="col" className="px-3 font-medium">
            Permission
          </th>
          <th scope="col" className="px-3 font-medium">
            Since the start
          </th>
        </tr>
      </thead>
      <tbody>
        {permissions.map(({ action, enables, state }) => (
          <tr key={action} className="h-8 border-line not-first:border-t">
            <th scope="row" className="px-3 py-1 font-normal">
              <span className="font-mono text-small [overflow-wrap:anywhere]">{action}</span>
              <span className="block text-small text-muted">{enables}</span>
            </th>
            <td className="px-3">
              <Badge tone={LOOKS[state].tone}>{LOOKS[state].word}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
