import 'server-only';
import type { Logger } from '@/lib/server/logger';
import { type CompactionLimits, compact, type TableGroup } from './compaction';
import type { Database } from './database';

/** When the index looks after itself: after a pause in writing, or after this long without one. */
export type MaintenanceTimes = { readonly idleMs: number; readonly latestMs: number };

export const DEFAULT_TIMES: MaintenanceTimes = { idleMs: 5_000, latestMs: 10 * 60_000 };

/** Checkpoints and compacts in the pauses between writes (D5). A failure is logged and tried again after the next write. */
export class Maintenance {
  readonly #database: Database;
  readonly #limits: CompactionLimits;
  readonly #times: MaintenanceTimes;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #dueAtMs: number | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(database: Database, limits: CompactionLimits, times: MaintenanceTimes, log: Logger) {
    this.#database = database;
    this.#limits = limits;
    this.#times = times;
    this.#log = log;
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
    await this.#running;
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
