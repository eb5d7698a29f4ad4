import 'server-only';
import { Counter, Gauge, type Registry } from 'prom-client';
import { connectionState } from '@/lib/contract/connections';
import { syncPhase } from '@/lib/contract/sync';
import { toConnectionState } from '@/lib/server/services/list-connections';
import type { ServiceDependencies } from '@/lib/server/services/service-dependencies';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';

type Dependencies = Pick<ServiceDependencies, 'connections' | 'sync' | 'clock'> & { readonly version: string };

/** How reading goes, by connection. */
export function addReadingMetrics(registry: Registry, { connections, sync, clock, version }: Dependencies): void {
  const registers = [registry];
  const labelNames = ['connection'] as const;

  function gauge(name: string, help: string, read: (report: ConnectionReport) => number | null): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const report of sync.report()) {
          const value = read(report);
          if (value !== null) this.set({ connection: report.connection }, value);
        }
      },
    });
  }

  function counter(name: string, help: string, read: (report: ConnectionReport) => number): void {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const report of sync.report()) this.inc({ connection: report.connection }, read(report));
      },
    });
  }

  counter('statelens_executions_read_total', 'Executions taken in.', ({ executionsRead }) => executionsRead);
  counter('statelens_histories_read_total', 'Histories taken in.', ({ historiesRead }) => historiesRead);
  gauge(
    'statelens_unread_histories',
    'Executions whose history is wanted and not read yet.',
    ({ unreadHistories }) => unreadHistories,
  );
  gauge(
    'statelens_freshness_seconds',
    'Everything that AWS showed before so long ago is in the index. Absent until the first round is complete.',
    ({ freshMs }) => (freshMs === null ? null : Math.max(0, clock.nowMs() - freshMs) / 1_000),
  );
  new Gauge({
    name: 'statelens_sync_phase',
    help: 'What reading is busy with: 1 for the phase it is in, 0 for the others.',
    labelNames: ['connection', 'phase'] as const,
    registers,
    collect() {
      this.reset();
      for (const { connection, phase: now } of sync.report())
        for (const phase of syncPhase.options) this.set({ connection, phase }, Number(phase === now));
    },
  });
  new Gauge({
    name: 'statelens_connection_health',
    help: 'How a connection to AWS stands: 1 for the state it is in, 0 for the others.',
    labelNames: ['connection', 'state'] as const,
    registers,
    collect() {
      this.reset();
      for (const connection of connections.list()) {
        const now = toConnectionState(connection.state());
        for (const state of connectionState.options)
          this.set({ connection: connection.name, state }, Number(state === now));
      }
    },
  });
  new Gauge({
    name: 'statelens_info',
    help: 'The version that runs.',
    labelNames: ['version'] as const,
    registers,
  }).set({ version }, 1);
}
