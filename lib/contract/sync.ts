import { z } from 'zod';
import { connectionState } from './connections';
import { coverage } from './coverage';
import { count, date, milliseconds, share } from './values';

/**
 * What reading a connection is busy with. `waiting`: it cannot read now (see the connection's problems) and tries again
 * by itself. `first-read`: the last 24 hours, at the first start. `back-fill`: older executions, newest first, while
 * staying fresh. `following`: all that is wanted is there, only what is new is read. `stopped`: the server is shutting down.
 */
export const syncPhase = z.enum([
  'starting',
  'discovering',
  'first-read',
  'back-fill',
  'following',
  'waiting',
  'stopped',
]);
export type SyncPhase = z.infer<typeof syncPhase>;

/** How far one stretch of the past has been read. */
const syncProgress = z.object({
  /** From when on it will be complete. */
  fromDate: date,
  share,
  /** At the present rate; null until a rate is known. */
  remainingMs: milliseconds.nullable(),
});

/** How reading one connection stands. */
export const syncState = z.object({
  connection: z.string(),
  connectionState,
  phase: syncPhase,
  /** The same in words for the foot of the page: `last 24 h: 34 %, about 6 min`, `synced`, `throttled, next try in 20 s`. */
  message: z.string(),
  /** Null while following. */
  progress: syncProgress.nullable(),
  /** Every execution that AWS showed before this time is in the index; null until the first round is complete. */
  freshDate: date.nullable(),
  /** True once `freshDate` is older than two intervals: shown as a warning. */
  isStale: z.boolean(),
  /** How often the newest executions are asked for. */
  intervalMs: milliseconds,
  /** Executions whose history is wanted and not read yet. */
  unreadHistories: count,
  /** Executions and histories taken in since the server started. */
  executionsRead: count,
  historiesRead: count,
});
export type SyncState = Readonly<z.infer<typeof syncState>>;

/** `GET /api/v1/sync` */
export const syncResponse = z.object({
  items: z.array(syncState).readonly(),
  nextCursor: z.null(),
  coverage,
  /** The server's clock, for countdowns and ages. */
  serverDate: date,
});
export type Sync = Readonly<z.infer<typeof syncResponse>>;
