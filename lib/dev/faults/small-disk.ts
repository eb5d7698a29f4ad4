import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, small enough to be filled. */
export type SmallDisk = {
  readonly directory: string;
  /** Fills it until about that many bytes are free. */
  readonly fill: (leaveBytes: number) => void;
  /** Gives back what was filled. */
  readonly free: () => void;
  readonly remove: () => void;
};

const CHUNK_BYTES = 16_384;

/** Mounts one in memory, which only root may do on Linux. Throws where it cannot be had. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'statelens-disk-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'pipe' });
  } catch (error) {
    rmSync(directory, { recursive: true });
    throw error;
  }
  const ballast = join(directory, 'ballast');
  return {
    directory,
    fill: (leaveBytes) => {
      const file = openSync(ballast, 'a');
      try {
        while (freeBytesOf(directory) > leaveBytes) writeSync(file, Buffer.alloc(CHUNK_BYTES));
      } catch (error) {
        // Others write as well, and the last chunk may find no room: then it is full.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('/bin/umount', ['--lazy', directory], { stdio: 'pipe' });
      rmSync(directory, { recursive: true });
    },
  };
}

/** Why none can be had here; null where one can. */
export function whyNoSmallDisk(): string | null {
  try {
    mountSmallDisk(1).remove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.trim().replaceAll(/\s+/g, ' ') : String(error);
  }
}

function freeBytesOf(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
