import 'server-only';
import { parseJson } from '@/lib/base/json';
import type { EpochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type {
  ComparedState,
  FiguresWindow,
  MachineDurations,
  MachineFigures,
  MachineStates,
  OverviewTiles,
  StateFailures,
  StateFailuresQuery,
  StateFiguresQuery,
  StateSteps,
  StateStepsQuery,
} from '@/lib/server/ports/index-figures';
import type {
  EndedWait,
  ExecutionPage,
  ExecutionQuery,
  IndexBatch,
  IndexedMachine,
  IndexStats,
  IndexStore,
  Rebuild,
  StartedExecution,
  StoredWait,
  UnknownRevisionQuery,
  UnreadQuery,
  WithoutPayloadsQuery,
} from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { applyBatch } from './apply-batch';
import { NO_VERSION } from './codes';
import type { Database } from './database';
import type { DiskGuard } from './disk-guard';
import { decodeEvents } from './event-block';
import { toExecutionKey } from './execution-key';
import { forgetPayloads } from './forget-payloads';
import { type IndexDirectory, sizeOf } from './index-directory';
import { listExecutions, readVersions } from './list-executions';
import { listFailures } from './list-failures';
import { listEndedWaits, listWaits } from './list-waits';
import { readMachineDurations } from './machine-durations';
import { readMachineFigures } from './machine-figures';
import type { Maintenance } from './maintenance';
import { readOverviewTiles } from './overview-tiles';
import { countRows } from './queries/count-rows';
import { findHistory } from './queries/find-history';
import { findUnread, SLOWEST_SHARE, timesWithheld } from './queries/find-unread';
import { findWithoutPayloads } from './queries/find-without-payloads';
import { lastOfUnknownRevision } from './queries/last-of-unknown-revision';
import { readEventBlocks } from './queries/read-event-blocks';
import { readExecutionsByKey } from './queries/read-executions';
import { readWatermark } from './queries/read-watermark';
import { isOfUnknownRevision } from './revision-conditions';
import { readStateFigures } from './state-figures';
import { readStateRates } from './state-rates';
import { readStateSteps } from './state-steps';
import { toStoreError } from './store-failure';
import { toStoredExecution } from './stored-execution';

/** The index over one DuckDB file. Every question is one read transaction, so that its parts agree with each other. */
export class DuckDbIndexStore implements IndexStore {
  readonly #database: Database;
  readonly #directory: IndexDirectory;
  readonly #maintenance: Maintenance;
  readonly #disk: DiskGuard;

  constructor(database: Database, directory: IndexDirectory, maintenance: Maintenance, disk: DiskGuard) {
    this.#database = database;
    this.#directory = directory;
    this.#maintenance = maintenance;
    this.#disk = disk;
  }

  async ensureRoom(): Promise<void> {
    try {
      await this.#disk.ensureRoom();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async apply(batch: IndexBatch): Promise<void> {
    await this.ensureRoom();
    try {
      await applyBatch(this.#database, batch);
    } catch (error) {
      throw toStoreError(error);
    }
    this.#maintenance.noteWrite();
  }

  rebuilds(): readonly Rebuild[] {
    return this.#database.rebuilds;
  }

  writeAgain(): void {
    this.#database.writeAgain();
  }

  listExecutions(query: ExecutionQuery): Promise<ExecutionPage> {
    return this.#database.read((session, catalog) => listExecutions(session, catalog, query));
  }

  async getExecution(arn: string): Promise<StoredExecution | null> {
    return (await this.findExecutions([arn]))[0] ?? null;
  }

  findExecutions(arns: readonly string[]): Promise<readonly StoredExecution[]> {
    const wanted = new Set(arns);
    return this.#database.read(async (session, catalog) => {
      if (wanted.size === 0) return [];
      const rows = await session.all(readExecutionsByKey, { keys: [...wanted].map(toExecutionKey) });
      return rows
        .filter(({ arn }) => wanted.has(arn))
        .map((row) => toStoredExecution(row, catalog.machineOf(row.machine)));
    });
  }

  async getEvents(arn: string): Promise<readonly HistoryEvent[] | null> {
    const blocks = await this.#database.read(async (session) => {
      const held = await session.first(findHistory, { key: toExecutionKey(arn), arn });
      return held === null ? null : session.all(readEventBlocks, { history: held.history });
    });
    if (blocks === null) return null;
    // A block that cannot be decoded is the index's failure, not the caller's.
    return decodeEvents(blocks.map(({ events }) => events)).catch((error: unknown) => {
      throw toStoreError(error);
    });
  }

  listUnread({ connection, machineArn, limit, toldByLog = [] }: UnreadQuery): Promise<readonly StoredExecution[]> {
    return this.#database.read(async (session, catalog) => {
      const machines = catalog.machines.filter(
        ({ facts }) => facts.connection === connection && (machineArn === undefined || facts.arn === machineArn),
      );
      const slowest = Math.ceil(limit / SLOWEST_SHARE);
      const withheld = toldByLog.flatMap((told) => {
        const machine = machines.find(({ facts }) => facts.arn === told.machineArn);
        return machine === undefined ? [] : [{ ...told, machine: machine.machine }];
      });
      const statement = findUnread(
        machines.map(({ machine }) => machine),
        withheld,
      );
      const found = await session.all(statement, { limit, slowest, ...timesWithheld(withheld) });
      return readVersions(
        session,
        catalog,
        found.map(({ version }) => version),
      );
    });
  }

  listWithoutPayloads({
    machineArns,
    openBeforeMs: openBefore,
    limit,
  }: WithoutPayloadsQuery): Promise<readonly StoredExecution[]> {
    return this.#database.read(async (session, catalog) => {
      const machines = catalog.numbersOf(machineArns) ?? [];
      const found = await session.all(findWithoutPayloads(machines), { openBefore, limit });
      return readVersions(
        session,
        catalog,
        found.map(({ version }) => version),
      );
    });
  }

  async forgetPayloads(machineArns: readonly string[]): Promise<void> {
    try {
      await forgetPayloads(this.#database, machineArns);
    } catch (error) {
      throw toStoreError(error);
    }
    this.#maintenance.noteWrite();
  }

  listMachines(): Promise<readonly IndexedMachine[]> {
    return this.#database.read(async (_, catalog) => catalog.machines.map(({ facts }) => facts));
  }

  knowsRevision(revisionId: string): Promise<boolean> {
    return this.#database.read(async (_, catalog) =>
      catalog.revisions.some((known) => known.revisionId === revisionId),
    );
  }

  lastOfUnknownRevision({ machineArn, afterMs, beforeMs }: UnknownRevisionQuery): Promise<StartedExecution | null> {
    return this.#database.read(async (session, catalog) => {
      const machine = catalog.machine(machineArn)?.machine;
      if (machine === undefined) return null;
      const statement = lastOfUnknownRevision(isOfUnknownRevision(machine, catalog));
      const row = await session.first(statement, { machine, after: afterMs, before: beforeMs });
      if (row === null) return null;
      return { arn: row.arn, startedAtMs: row.started_at, version: row.version === NO_VERSION ? null : row.version };
    });
  }

  machineFigures(window: FiguresWindow): Promise<readonly MachineFigures[]> {
    return this.#database.read((session, catalog) => readMachineFigures(session, catalog, window));
  }

  overviewTiles(window: FiguresWindow & { readonly nowMs: EpochMs }): Promise<OverviewTiles> {
    return this.#database.read((session, catalog) => readOverviewTiles(session, catalog, window));
  }

  stateFigures(query: StateFiguresQuery): Promise<MachineStates> {
    return this.#database.read((session, catalog) => readStateFigures(session, catalog, query));
  }

  machineDurations(query: StateFiguresQuery): Promise<MachineDurations> {
    return this.#database.read((session, catalog) => readMachineDurations(session, catalog, query));
  }

  stateSteps(query: StateStepsQuery): Promise<StateSteps> {
    return this.#database.read((session, catalog) => readStateSteps(session, catalog, query));
  }

  listFailures(query: StateFailuresQuery): Promise<StateFailures> {
    return this.#database.read((session, catalog) => listFailures(session, catalog, query));
  }

  stateRates(window: Pick<FiguresWindow, 'fromMs' | 'toMs'>): Promise<readonly ComparedState[]> {
    return this.#database.read((session, catalog) => readStateRates(session, catalog, window));
  }

  listWaits(): Promise<readonly StoredWait[]> {
    return this.#database.read(listWaits);
  }

  listEndedWaits(limit: number): Promise<readonly EndedWait[]> {
    return this.#database.read((session, catalog) => listEndedWaits(session, catalog, limit));
  }

  getWatermark(key: string): Promise<unknown> {
    return this.#database.read(async (session) => {
      const found = await session.first(readWatermark, { key });
      return found === null ? undefined : parseJson(found.value);
    });
  }

  stats(): Promise<IndexStats> {
    return this.#database.read(async (session, catalog) => {
      const [counts] = await session.all(countRows, {});
      if (counts === undefined) throw new Error('Counting gave no row.');
      return {
        ...counts,
        machines: catalog.machines.length,
        databaseBytes: sizeOf(this.#directory.database),
        walBytes: sizeOf(this.#directory.wal),
      };
    });
  }
}
