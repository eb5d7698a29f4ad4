import 'server-only';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { IndexDirectoryError } from './index-directory';

/** The lock as long as it is held. */
export type IndexLock = { readonly release: () => Promise<void> };

/** Shorter than the 104 to 108 bytes that systems allow for the path of a socket. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Takes the lock on the index for this process, or throws `IndexDirectoryError`. The lock is a socket that somebody
 * listens on, so it ends with its process however that ends. It stands before the database's own lock, which any other
 * opening of the file in this process would drop (D3), and it refuses a second opening in the same process too (D2).
 */
export async function takeIndexLock(path: string): Promise<IndexLock> {
  return withShortPath(path, async (socket) => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const server = await listen(socket);
      if (server !== null) return { release: () => release(server, path) };
      if (await isAnswered(socket)) break;
      // Left behind by a process that was killed. Two that start at once may both remove it; the database's lock
      // decides between them.
      rmSync(path, { force: true });
    }
    throw new IndexDirectoryError(
      `${dirname(path)} is in use by another Statelens server; stop it, or set STATELENS_DATA to another directory`,
    );
  });
}

async function withShortPath<T>(path: string, use: (socket: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return use(path);
  // The socket still lies in the data directory: only the way to it is shorter.
  const folder = mkdtempSync(join(tmpdir(), 'statelens-'));
  const link = join(folder, 'index');
  symlinkSync(dirname(path), link);
  try {
    return await use(join(link, basename(path)));
  } finally {
    unlinkSync(link);
    rmSync(folder, { recursive: true, force: true });
  }
}

function listen(socket: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(socket, () => {
      // Holding the lock is no reason for the process to stay.
      server.unref();
      resolve(server);
    });
  });
}

function isAnswered(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    // Anything but "nobody listens" (no right to ask, say) is taken for an answer: a lock is not removed on a guess.
    connection.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}

function release(server: Server, path: string): Promise<void> {
  return new Promise((resolve) => {
    // Closing removes the file by the path it was made with, which is gone where a shorter one was used. In this order
    // and in one go, so that the next process's lock is not what gets removed.
    rmSync(path, { force: true });
    server.close(() => resolve());
  });
}
