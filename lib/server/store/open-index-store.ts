import 'server-only';
import type { Logger } from '@/lib/server/logger';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { type CompactionLimits, DEFAULT_COMPACTION, type TableGroup } from './compaction';
import { Database } from './database';
import { DEFAULT_DISK, DiskGuard, type DiskLimits } from './disk-guard';
import { DuckDbIndexStore } from './duckdb-index-store';
import { prepareIndexDirectory } from './index-directory';
import { takeIndexLock } from './index-lock';
import { DEFAULT_TIMES, Maintenance, type MaintenanceTimes } from './maintenance';
import { type DatabaseLimits, DEFAULT_LIMITS } from './open-database';

export type IndexSettings = {
  /** `STATELENS_DATA`; the index lies in `index/` inside it. */
  readonly dataDirectory: string;
  readonly log: Logger;
  readonly database?: DatabaseLimits;
  readonly compaction?: CompactionLimits;
  readonly maintenance?: MaintenanceTimes;
  readonly disk?: DiskLimits;
  /** How long executions are kept after their end, ms; for ever where it is left out. */
  readonly keepMs?: number;
};

/** The index as the container holds it. */
export type OpenIndex = {
  readonly store: IndexStore;
  /** Rewrites at once what has gathered enough to be rewritten; it also happens by itself in pauses. */
  readonly compact: () => Promise<readonly TableGroup[]>;
  /** Finishes what is under way, checkpoints, closes the file and gives the lock back. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the index: called once, by `boot()` (D2). Throws `IndexDirectoryError` where another process uses it, where its
 * directory cannot be used, and where a newer version wrote it. A file that cannot be read is moved aside (D6).
 */
export async function openIndexStore(settings: IndexSettings): Promise<OpenIndex> {
  const { log } = settings;
  const directory = prepareIndexDirectory(settings.dataDirectory);
  const lock = await takeIndexLock(directory.lock);
  try {
    const limits = settings.compaction ?? DEFAULT_COMPACTION;
    const database = await Database.open(directory, settings.database ?? DEFAULT_LIMITS, log);
    const maintenance = new Maintenance(
      database,
      limits,
      settings.maintenance ?? DEFAULT_TIMES,
      settings.keepMs ?? null,
      log,
    );
    const disk = new DiskGuard(directory, settings.disk ?? DEFAULT_DISK, log);
    return {
      store: new DuckDbIndexStore(database, directory, maintenance, disk),
      compact: () => maintenance.compact(),
      close: async () => {
        await maintenance.stop();
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
