import 'server-only';
import { statfs } from 'node:fs/promises';
import { formatBytes } from '@/lib/base/format';
import { AppError } from '@/lib/server/errors';
import type { Logger } from '@/lib/server/logger';
import { type IndexDirectory, sizeOf } from './index-directory';

/** How much of the disk stays free of us, and how often that is looked at. */
export type DiskLimits = {
  readonly leastFreeBytes: number;
  /** So many times the WAL stays free as well: a checkpoint writes about that much before it can give anything back. */
  readonly timesWal: number;
  readonly checkEveryMs: number;
};

export const DEFAULT_DISK: DiskLimits = { leastFreeBytes: 1024 ** 3, timesWal: 2, checkEveryMs: 2_000 };

/** More that has to be free to go on, as a share: else every checkpoint would end the pause for a moment. */
const MORE_TO_GO_ON = 0.05;

/** Keeps the index from filling the disk (D7). */
export class DiskGuard {
  readonly #directory: IndexDirectory;
  readonly #limits: DiskLimits;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  #shortage: AppError | null = null;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | null = null;

  constructor(directory: IndexDirectory, limits: DiskLimits, log: Pick<Logger, 'info' | 'warn'>) {
    this.#directory = directory;
    this.#limits = limits;
    this.#log = log;
  }

  /** Throws `disk-full` while there is too little room to write more. What is there can be read all the same. */
  async ensureRoom(): Promise<void> {
    if (performance.now() - this.#checkedAtMs >= this.#limits.checkEveryMs) {
      this.#checking ??= this.#check().finally(() => {
        this.#checking = null;
      });
      await this.#checking;
    }
    if (this.#shortage !== null) throw this.#shortage;
  }

  async #check(): Promise<void> {
    const { path, wal } = this.#directory;
    const { leastFreeBytes, timesWal } = this.#limits;
    const { bavail, bsize } = await statfs(path);
    const freeBytes = bavail * bsize;
    const least = Math.max(leastFreeBytes, timesWal * sizeOf(wal));
    const neededBytes = this.#shortage === null ? least : Math.ceil(least * (1 + MORE_TO_GO_ON));
    this.#checkedAtMs = performance.now();
    if (freeBytes < neededBytes) {
      if (this.#shortage === null)
        this.#log.warn({ path, freeBytes, neededBytes }, 'reading paused: too little of the disk is free');
      this.#shortage = toShortage(path, freeBytes, neededBytes);
    } else if (this.#shortage !== null) {
      this.#log.info({ path, freeBytes }, 'reading goes on: enough of the disk is free again');
      this.#shortage = null;
    }
  }
}

function toShortage(path: string, freeBytes: number, neededBytes: number): AppError {
  const [free, needed] = [formatBytes(freeBytes), formatBytes(neededBytes)];
  return new AppError(
    'disk-full',
    `${path} has ${free} free and needs ${needed}. Free space on its disk; reading goes on by itself.`,
    { retryable: true },
  );
}
