import 'server-only';
import { setMaxListeners } from 'node:events';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
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

/** How often the clock is looked at, and by how much it may be set back before reading begins anew. */
const LOOK_AT_CLOCK_EVERY_MS = 1_000;
const SET_BACK_MS = 5_000;

/**
 * Connections are read side by side: one that fails or is slow never delays another (security R4). Where the clock of
 * this machine is set back, all that was to be done by a certain time would wait for that time to come again: reading
 * begins anew then, as after a start of the server, and goes on from what the index holds (R7).
 */
export function createSync(deps: SyncDependencies, connections: AwsConnections, reader: ExecutionReader): Sync {
  const stopping = new AbortController();
  let current = createSyncs(deps, connections, reader);
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    for (;;) {
      const ended = Promise.all(current.syncs.map((sync) => sync.run()));
      await untilSetBack(deps.clock, stopping.signal);
      current.stopping.abort();
      await ended;
      if (stopping.signal.aborted) return;
      deps.log.warn('the clock of this machine was set back; reading begins anew');
      current = createSyncs(deps, connections, reader);
    }
  };
  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    report: () => current.syncs.map((sync) => reportConnection(sync.name, sync.progress(), deps.clock.nowMs())),
  };
}

function createSyncs(deps: SyncDependencies, connections: AwsConnections, reader: ExecutionReader) {
  const stopping = new AbortController();
  // Every call and every pause under way listens to it.
  setMaxListeners(0, stopping.signal);
  const syncs: readonly ConnectionSync[] = connections
    .list()
    .map((connection) => createConnectionSync({ ...deps, connection, signal: stopping.signal }, reader));
  return { stopping, syncs };
}

/** Resolves when the clock has been set back, or the signal is aborted. */
async function untilSetBack(clock: Clock, signal: AbortSignal): Promise<void> {
  const aheadMs = () => clock.nowMs() - clock.steadyMs();
  for (let beforeMs = aheadMs(); !signal.aborted; ) {
    await clock.sleep(LOOK_AT_CLOCK_EVERY_MS, signal);
    const nowAheadMs = aheadMs();
    if (nowAheadMs < beforeMs - SET_BACK_MS) return;
    beforeMs = nowAheadMs;
  }
}
