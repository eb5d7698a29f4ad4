import 'server-only';
import type { Logger } from '@/lib/server/logger';
import { type CompactionLimits, compact, type TableGroup } from './compaction';
import type { Database } from './database';
import { dropExpired } from './retention';

/** When the index looks after itself: after a pause in writing, or after this long without one. */
export type MaintenanceTimes = { readonly idleMs: number; readonly latestMs: number };

export const DEFAULT_TIMES: MaintenanceTimes = { idleMs: 5_000, latestMs: 10 * 60_000 };

/** How often the index looks for what it keeps no longer. */
const RETENTION_MS = 60 * 60_000;

/**
 * Checkpoints and compacts in the pauses between writes (D5), and drops what is older than is kept. A failure is logged and
 * tried again after the next write, or the next hour.
 */
export class Maintenance {
  readonly #database: Database;
  readonly #limits: CompactionLimits;
  readonly #times: MaintenanceTimes;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #dueAtMs: number | null = null;
  readonly #retention: NodeJS.Timeout | null;
  #running: Promise<unknown> = Promise.resolve();

  /** @param keepMs how long executions are kept after their end; null for ever */
  constructor(
    database: Database,
    limits: CompactionLimits,
    times: MaintenanceTimes,
    keepMs: number | null,
    log: Logger,
  ) {
    this.#database = database;
    this.#limits = limits;
    this.#times = times;
    this.#log = log;
    this.#retention = keepMs === null ? null : setInterval(() => void this.#expire(keepMs), RETENTION_MS).unref();
    if (keepMs !== null) void this.#expire(keepMs);
  }

  /** Called after every write. */
  noteWrite(): void {
    const nowMs = performance.now();
    this.#dueAtMs ??= nowMs + this.#times.latestMs;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const delayMs = Math.max(0, Math.min(this.#times.idleMs, this.#dueAtMs - nowMs));
    this.#timer = setTimeout(() => {
      this.#dueAtMs = null;
      void this.compact().catch((error: unknown) => this.#log.warn({ err: error }, 'index maintenance failed'));
    }, delayMs).unref();
  }

  /** Does at once what a pause would bring. Tells which groups of tables were rewritten. */
  compact(): Promise<readonly TableGroup[]> {
    const turn = this.#running.then(() => this.#run());
    this.#running = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for what is under way and starts nothing more. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#retention !== null) clearInterval(this.#retention);
    await this.#running;
  }

  /** One after the other with compaction, whose rows it makes. */
  async #expire(keepMs: number): Promise<void> {
    const turn = this.#running.then(() => dropExpired(this.#database, Date.now() - keepMs));
    this.#running = turn.catch(() => undefined);
    try {
      const executions = await turn;
      if (executions === 0) return;
      this.#log.info({ executions }, 'executions dropped that are kept no longer');
      this.noteWrite();
    } catch (error) {
      this.#log.warn({ err: error }, 'what is kept no longer could not be dropped');
    }
  }

  async #run(): Promise<readonly TableGroup[]> {
    const startedAtMs = performance.now();
    await this.#database.checkpoint();
    const groups = await compact(this.#database, this.#limits);
    if (groups.length > 0)
      this.#log.info({ groups, ms: Math.round(performance.now() - startedAtMs) }, 'index compacted');
    return groups;
  }
}
