import 'server-only';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where everything of the index lies, inside `STATELENS_DATA`. All of it may be deleted while the server is stopped. */
export type IndexDirectory = {
  readonly path: string;
  readonly database: string;
  readonly wal: string;
  readonly temporary: string;
  readonly lock: string;
};

/** A reason not to start: what is wrong with the data directory, and what to do. Boot prints it and ends. */
export class IndexDirectoryError extends Error {
  override readonly name = 'IndexDirectoryError';
}

// `statfs` types of Linux for NFS, SMB, CIFS, SMB2, AFS, Ceph and Lustre: locks and flushes there do not hold what the
// database needs (D3). Other systems number theirs differently and never give these.
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x0bd00bd0,
]);

/**
 * Makes `dataDirectory/index` ready: present, ours alone (0700, and 0600 for files made from now on), on a local disk,
 * writable. Throws `IndexDirectoryError`.
 */
export function prepareIndexDirectory(dataDirectory: string): IndexDirectory {
  const path = join(dataDirectory, 'index');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new IndexDirectoryError(`${path} cannot be written; give this user the directory, or set STATELENS_DATA`, {
      cause,
    });
  }
  if (NETWORK_FILE_SYSTEMS.has(statfsSync(path).type)) {
    throw new IndexDirectoryError(`${path} lies on a network file system; set STATELENS_DATA to a local disk`);
  }
  // The database makes its files again and again (WAL, temporary ones): only the mask reaches them all (D7).
  process.umask(0o077);
  const database = join(path, 'index.duckdb');
  const temporary = join(path, 'temporary');
  rmSync(temporary, { recursive: true, force: true });
  return { path, database, wal: `${database}.wal`, temporary, lock: join(path, 'lock') };
}

/** Moves a file that cannot be read aside, with its WAL, and tells where to. Nothing is deleted (D6). */
export function moveDamagedAside(directory: IndexDirectory, now: Date): string {
  const aside = join(directory.path, `damaged-${now.toISOString().replaceAll(/[-:.]/g, '')}`);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const [from, name] of [
    [directory.database, 'index.duckdb'],
    [directory.wal, 'index.duckdb.wal'],
  ] as const) {
    if (existsSync(from)) renameSync(from, join(aside, name));
  }
  return aside;
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
