import 'server-only';
import { setMaxListeners } from 'node:events';
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

/** How often the clock and the index are looked at, and by how much the clock may be set back before reading begins anew. */
const LOOK_EVERY_MS = 1_000;
const SET_BACK_MS = 5_000;

/**
 * Connections are read side by side: one that fails or is slow never delays another (security R4). Where the clock of
 * this machine is set back, all that was to be done by a certain time would wait for that time to come again: reading
 * begins anew then, as after a start of the server, and goes on from what the index holds (R7). So it does where the index
 * was lost while it was in use: everything is read again that AWS still has (D6).
 */
export function createSync(deps: SyncDependencies, connections: AwsConnections, reader: ExecutionReader): Sync {
  const stopping = new AbortController();
  let current = createSyncs(deps, connections, reader);
  /** Rebuilds of the index that this reading began after, and those after which everything has been read again. */
  let begunAfter = deps.index.rebuilds().length;
  let reread = 0;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    for (;;) {
      // Every write of before has ended.
      deps.index.writeAgain();
      begunAfter = deps.index.rebuilds().length;
      const ended = Promise.all(current.syncs.map((sync) => sync.run()));
      const why = await untilChanged(deps, begunAfter, stopping.signal);
      current.stopping.abort();
      await ended;
      if (stopping.signal.aborted) return;
      deps.log.warn(`${why}; reading begins anew`);
      if (current.syncs.every((sync) => sync.progress().isPastDone)) reread = begunAfter;
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
    report: () => {
      const rebuilds = deps.index.rebuilds();
      return current.syncs.map((sync) => {
        const progress = sync.progress();
        const lost = rebuilds.slice(progress.isPastDone ? begunAfter : reread).at(-1) ?? null;
        return reportConnection(sync.name, progress, deps.clock.nowMs(), lost);
      });
    },
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

/** Resolves when reading has to begin anew, with the reason, or the signal is aborted. */
async function untilChanged(
  { clock, index }: SyncDependencies,
  rebuilds: number,
  signal: AbortSignal,
): Promise<string> {
  const aheadMs = () => clock.nowMs() - clock.steadyMs();
  for (let beforeMs = aheadMs(); !signal.aborted; ) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    const nowAheadMs = aheadMs();
    if (nowAheadMs < beforeMs - SET_BACK_MS) return 'the clock of this machine was set back';
    if (index.rebuilds().length > rebuilds) return 'the index was lost';
    beforeMs = nowAheadMs;
  }
  return 'stopped';
}
