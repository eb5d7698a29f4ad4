import 'server-only';
import { setMaxListeners } from 'node:events';
import { epochMs } from '@/lib/base/units';
import type { AwsConnections } from '@/lib/server/ports/aws';
import { type ConnectionSync, createConnectionSync } from './connection-sync';
import type { ExecutionReader } from './execution-reader';
import type { SyncDependencies } from './sync-dependencies';
import { type ConnectionReport, reportConnection } from './sync-report';

/** How reading stands, as of now and without asking anybody. */
export interface SyncReporter {
  report(): readonly ConnectionReport[];
}

/** The background reading of all connections. */
export interface Sync extends SyncReporter {
  /** Begins, once. */
  start(): void;
  /** Stops reading and resolves when the last write is done (security R8). */
  stop(): Promise<void>;
}

/** Connections are read side by side: one that fails or is slow never delays another (security R4). */
export function createSync(deps: SyncDependencies, connections: AwsConnections, reader: ExecutionReader): Sync {
  const stopping = new AbortController();
  // Every call and every pause under way listens to it.
  setMaxListeners(0, stopping.signal);
  const syncs: readonly ConnectionSync[] = connections
    .list()
    .map((connection) => createConnectionSync({ ...deps, connection, signal: stopping.signal }, reader));
  let running: Promise<unknown> = Promise.resolve();
  return {
    start: () => {
      running = Promise.all(syncs.map((sync) => sync.run()));
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    report: () => syncs.map((sync) => reportConnection(sync.name, sync.progress(), epochMs(deps.clock.nowMs()))),
  };
}
