import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { epochMs } from '@/lib/base/units';
import type { Logger } from '@/lib/server/logger';
import type { Rebuild } from '@/lib/server/ports/index-store';
import type { Catalog, CatalogChange } from './catalog';
import { type IndexDirectory, IndexDirectoryError, moveDamagedAside } from './index-directory';
import {
  closeDatabase,
  type DatabaseLimits,
  inTransaction,
  type OpenDatabase,
  openDatabase,
  READERS,
} from './open-database';
import type { Session } from './session';
import { classifyStoreFailure, isDiskFull, toStoreError } from './store-failure';

type Work<T> = (session: Session, catalog: Catalog) => Promise<T>;

/**
 * The index's database through its life: opening, reading, writing one after the other, and opening again after a
 * failure that the instance does not survive (D6). Everything it throws is an `AppError`.
 */
export class Database {
  readonly #directory: IndexDirectory;
  readonly #limits: DatabaseLimits;
  readonly #log: Logger;
  /** Null after a failure until opening it again has worked. */
  #open: OpenDatabase | null;
  #rebuilds: Rebuild[];
  /** Set after a rebuild while in use, until nobody writes any more what rests on the rows that are gone. */
  #refusesWrites = false;
  #writing: Promise<unknown> = Promise.resolve();
  readonly #readerQueues: Promise<unknown>[] = [];
  #nextReader = 0;
  readonly #inUse = new Set<Promise<void>>();
  #reopening: Promise<OpenDatabase> | null = null;
  #isClosed = false;

  private constructor(directory: IndexDirectory, limits: DatabaseLimits, log: Logger, opened: Opened) {
    this.#directory = directory;
    this.#limits = limits;
    this.#log = log;
    this.#open = opened.open;
    this.#rebuilds = opened.rebuild === null ? [] : [opened.rebuild];
  }

  /** Opens the file, or a new one in its place where it cannot be read. Throws `IndexDirectoryError` where it is in use. */
  static async open(directory: IndexDirectory, limits: DatabaseLimits, log: Logger): Promise<Database> {
    return new Database(directory, limits, log, await openOrRebuild(directory, limits, log));
  }

  get rebuilds(): readonly Rebuild[] {
    return this.#rebuilds;
  }

  /** Lets `write` through again after a rebuild while in use. */
  writeAgain(): void {
    this.#refusesWrites = false;
  }

  /** Reads in one transaction, so that several statements see the same state. */
  async read<T>(work: Work<T>): Promise<T> {
    const at = this.#nextReader;
    this.#nextReader = (at + 1) % READERS;
    const turn = (this.#readerQueues[at] ?? Promise.resolve()).then(() =>
      this.#attempt((open) => readIn(open, at, work)),
    );
    this.#readerQueues[at] = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Writes in one transaction, after every write that was asked for before. What the work adds to the catalog is added
   * once it is committed. Throws while a rebuild has not been noticed: what was begun before it is not for this file.
   */
  async write(work: Work<CatalogChange>): Promise<void> {
    const turn = this.#writing.then(() =>
      this.#attempt(async (open) => {
        if (this.#refusesWrites) throw new Error('The index was started again; this write was begun before.');
        await commit(open, work);
      }),
    );
    this.#writing = turn.catch(() => undefined);
    await turn;
  }

  /**
   * Brings the WAL into the file; readers go on. Right after a table was rewritten the database refuses until everybody
   * who still reads the old one has finished, so it is asked again for some seconds.
   */
  async checkpoint(): Promise<void> {
    const turn = this.#writing.then(() => this.#attempt(({ writer }) => checkpoint(writer)));
    this.#writing = turn.catch(() => undefined);
    await turn;
  }

  /** Waits for what is under way, checkpoints and closes. Nothing can be asked afterwards. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.checkpoint().catch((error: unknown) =>
      this.#log.warn({ err: error }, 'index not checkpointed on closing'),
    );
    this.#isClosed = true;
    await Promise.all([this.#writing, ...this.#readerQueues]);
    // A failure just now may have it opened again: left open, it would be in the way of whoever opens the file next.
    await this.#reopening?.catch(() => undefined);
    if (this.#open !== null) closeDatabase(this.#open);
  }

  async #attempt<T>(use: (open: OpenDatabase) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw toStoreError(new Error('The index has been closed.'));
    try {
      const open = this.#open ?? (await this.#reopen());
      const using = use(open);
      this.#track(using);
      return await using.catch((error: unknown) => this.#abandon(open, error));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  #track(using: Promise<unknown>): void {
    const settled = using.then(
      () => undefined,
      () => undefined,
    );
    this.#inUse.add(settled);
    void settled.then(() => this.#inUse.delete(settled));
  }

  /** Throws the failure on, and gives the instance up where it is of no use any more; requests wait for the next one. */
  async #abandon(open: OpenDatabase, error: unknown): Promise<never> {
    const failure = classifyStoreFailure(error);
    if (failure !== 'fatal' && failure !== 'damaged') {
      if (isDiskFull(error)) this.#log.warn({ err: error }, 'index not written: the disk is full');
      throw error;
    }
    // Several requests can meet the same failure; the first one acts.
    if (this.#open === open) {
      this.#log.error({ err: error, failure }, 'index database failed; opening it again');
      this.#open = null;
      this.#reopen(() => this.#dispose(open, failure)).catch((again: unknown) => {
        this.#log.error({ err: again }, 'index database could not be opened again; the next request tries');
      });
    }
    throw error;
  }

  async #dispose(open: OpenDatabase, failure: 'fatal' | 'damaged'): Promise<void> {
    // What is still under way on it fails soon; closing beneath it would leave the instance alive.
    await Promise.all(this.#inUse);
    closeDatabase(open);
    // Damage inside a file that opens would be met again and again.
    if (failure === 'damaged') this.#noteRebuild(moveAside(this.#directory));
  }

  /** One opening at a time, whoever asks; a failed one is tried again by the next request. */
  #reopen(prepare: () => Promise<void> = async () => undefined): Promise<OpenDatabase> {
    this.#reopening ??= this.#openAgain(prepare).finally(() => {
      this.#reopening = null;
    });
    return this.#reopening;
  }

  async #openAgain(prepare: () => Promise<void>): Promise<OpenDatabase> {
    await prepare();
    const { open, rebuild } = await openOrRebuild(this.#directory, this.#limits, this.#log);
    if (rebuild !== null) this.#noteRebuild(rebuild);
    this.#open = open;
    return open;
  }

  #noteRebuild(rebuild: Rebuild): void {
    this.#rebuilds = [...this.#rebuilds, rebuild];
    this.#refusesWrites = true;
  }
}

function readIn<T>({ readers, writer, catalog }: OpenDatabase, at: number, work: Work<T>): Promise<T> {
  return inTransaction(readers[at] ?? writer, (session) => work(session, catalog));
}

async function commit({ writer, catalog }: OpenDatabase, work: Work<CatalogChange>): Promise<void> {
  catalog.add(await inTransaction(writer, (session) => work(session, catalog)));
}

const CHECKPOINT_ATTEMPTS = 50;
const CHECKPOINT_PAUSE_MS = 100;

async function checkpoint(writer: DuckDBConnection): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writer.run('CHECKPOINT');
      return;
    } catch (error) {
      if (attempt === CHECKPOINT_ATTEMPTS || classifyStoreFailure(error) !== 'busy') throw error;
      await pause(CHECKPOINT_PAUSE_MS);
    }
  }
}

type Opened = { readonly open: OpenDatabase; readonly rebuild: Rebuild | null };

async function openOrRebuild(directory: IndexDirectory, limits: DatabaseLimits, log: Logger): Promise<Opened> {
  try {
    return { open: await openDatabase(directory, limits), rebuild: null };
  } catch (error) {
    // Checkpointing fails like damage does, and there is none: pages are answered from the file and its WAL (D7).
    if (isDiskFull(error))
      return { open: await openDatabase(directory, limits, { checkpoints: false }), rebuild: null };
    const failure = classifyStoreFailure(error);
    if (failure === 'held') {
      throw new IndexDirectoryError(
        `${directory.database} is open in another program; close it, or set STATELENS_DATA to another directory`,
        { cause: error },
      );
    }
    // A missing right or a newer version's file is no damage: moving it aside would lose it for nothing.
    if (failure === 'other' || failure === 'busy') throw error;
    const rebuild = moveAside(directory);
    log.error({ err: error, movedTo: rebuild.movedTo }, 'index file could not be opened; moved aside, starting again');
    return { open: await openDatabase(directory, limits), rebuild };
  }
}

function moveAside(directory: IndexDirectory): Rebuild {
  const nowMs = epochMs(Date.now());
  return { atMs: nowMs, movedTo: moveDamagedAside(directory, new Date(nowMs)) };
}
