import 'server-only';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from './catalog';
import type { IndexDirectory } from './index-directory';
import { migrate } from './migrate';
import { readCatalog } from './read-catalog';
import { Session } from './session';

/** How much of the machine the database may use. */
export type DatabaseLimits = {
  /** Of its buffers, in MB; sorting beyond that goes to temporary files. */
  readonly memoryMb: number;
  readonly temporaryMb: number;
  readonly threads: number;
};

/**
 * The limit covers the database's buffers only: while it rewrites tables the process grows by some 2.5 times as much
 * (measured, docs/decisions/0005-index-shape.md), and the server may use 768 MB in all (design §7).
 */
export const DEFAULT_LIMITS: DatabaseLimits = { memoryMb: 192, temporaryMb: 4096, threads: 2 };

/** Two pages can ask at once without waiting for each other; more would only share the same threads. */
export const READERS = 2;

/** One opened database: its connections, and the catalog that belongs to it. */
export type OpenDatabase = {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
  readonly catalog: Catalog;
};

/**
 * Opens the file, brings its tables to the newest form and checkpoints (D5). Throws what the driver throws.
 *
 * @param checkpoints false where the disk has no room for that: what is in the WAL can be read as it is
 */
export async function openDatabase(
  directory: IndexDirectory,
  limits: DatabaseLimits,
  { checkpoints }: { readonly checkpoints: boolean } = { checkpoints: true },
): Promise<OpenDatabase> {
  const instance = await DuckDBInstance.fromCache(directory.database, {
    memory_limit: `${limits.memoryMb}MB`,
    max_temp_directory_size: `${limits.temporaryMb}MB`,
    temp_directory: directory.temporary,
    threads: String(limits.threads),
    // The database has no business outside its own file: no downloads, no other files, and nobody can turn that back.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
    lock_configuration: 'true',
  });
  const connections: DuckDBConnection[] = [];
  const connect = async () => {
    const connection = await instance.connect();
    connections.push(connection);
    return connection;
  };
  try {
    const writer = await connect();
    await migrate((work) => inTransaction(writer, work));
    if (checkpoints) await writer.run('CHECKPOINT');
    const readers = await Promise.all(Array.from({ length: READERS }, connect));
    return { instance, writer, readers, catalog: await readCatalog(new Session(writer)) };
  } catch (error) {
    // All of them: opening the path again waits for as long as anything of this instance is left.
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

/** Closes all of it; what was committed is in the file, without a WAL beside it. */
export function closeDatabase({ instance, writer, readers }: OpenDatabase): void {
  for (const reader of readers) reader.closeSync();
  writer.closeSync();
  instance.closeSync();
}

/** Runs work in one transaction: all of it takes effect, or none. */
export async function inTransaction<T>(
  connection: DuckDBConnection,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work(new Session(connection));
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has ended the transaction already, and the first error is the one worth telling.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
