import type { EpochMs } from '@/lib/base/units';
import { isFailure, isOpen } from '@/lib/domain/execution-status';
import type { KeptPayload } from '@/lib/domain/kept-payload';
import { awaitsAnswer } from '@/lib/domain/timeline/fold';
import type {
  ComparedState,
  FiguresWindow,
  MachineDurations,
  MachineFigures,
  MachineStates,
  OverviewTiles,
  StateFailures,
  StateFiguresQuery,
  StateSteps,
} from '@/lib/server/ports/index-figures';
import type {
  EndedWait,
  ExecutionFilter,
  ExecutionHistory,
  ExecutionPayload,
  ExecutionQuery,
  ExecutionRevision,
  IndexBatch,
  IndexedMachine,
  IndexStore,
  Rebuild,
  StartedExecution,
  StoredWait,
  ToldByLog,
  UnknownRevisionQuery,
  UnreadQuery,
  WithoutPayloadsQuery,
} from '@/lib/server/ports/index-store';
import type { IndexedExecution, StatusCounts, StoredExecution } from '@/lib/server/ports/indexed-execution';

type Row = IndexedExecution & { readonly connection: string };

/** The index in memory, for tests of what stands on it. Figures count executions; visits are the real store's affair. */
export class MemoryIndex implements IndexStore {
  readonly machines = new Map<string, IndexedMachine>();
  readonly executions = new Map<string, Row>();
  readonly histories = new Map<string, ExecutionHistory>();
  readonly payloads = new Map<string, { readonly [Part in ExecutionPayload['part']]?: KeptPayload | null }>();
  readonly watermarks = new Map<string, unknown>();
  readonly revisions: ExecutionRevision[] = [];
  readonly batches: IndexBatch[] = [];
  /** Thrown by the next `apply`s while it is set. */
  failure: unknown = null;

  /** Thrown by `apply` and `ensureRoom` while it is set. */
  shortage: unknown = null;

  readonly #rebuilds: Rebuild[] = [];
  #refusesWrites = false;

  /** Loses all it holds, as where the file turns out to be damaged while it is in use. */
  lose(rebuild: Rebuild): void {
    for (const held of [this.machines, this.executions, this.histories, this.payloads, this.watermarks]) held.clear();
    this.revisions.length = 0;
    this.#rebuilds.push(rebuild);
    this.#refusesWrites = true;
  }

  rebuilds(): readonly Rebuild[] {
    return this.#rebuilds;
  }

  writeAgain(): void {
    this.#refusesWrites = false;
  }

  async ensureRoom(): Promise<void> {
    if (this.shortage !== null) throw this.shortage;
  }

  async apply(batch: IndexBatch): Promise<void> {
    await this.ensureRoom();
    if (this.failure !== null) throw this.failure;
    if (this.#refusesWrites) throw new Error('started again');
    const { connection } = batch;
    for (const machine of batch.machines) this.machines.set(machine.arn, { ...machine, connection });
    for (const execution of batch.executions) {
      if (!this.machines.has(execution.machineArn)) throw new Error(`no machine ${execution.machineArn}`);
      this.executions.set(execution.arn, { ...execution, connection });
    }
    for (const history of batch.histories) {
      if (!this.executions.has(history.executionArn)) throw new Error(`no execution ${history.executionArn}`);
      this.histories.set(history.executionArn, history);
    }
    // Through JSON, as the real one: what does not survive it must not be a watermark.
    for (const { key, value } of batch.watermarks) this.watermarks.set(key, JSON.parse(JSON.stringify(value)));
    for (const { executionArn, part, kept } of batch.payloads ?? []) {
      this.payloads.set(executionArn, { ...this.payloads.get(executionArn), [part]: kept });
    }
    this.revisions.push(...(batch.revisions ?? []));
    this.batches.push(batch);
  }

  async listExecutions(query: ExecutionQuery) {
    const all = [...this.executions.values()]
      .map((row) => this.#stored(row))
      .filter((row) => matches(row, query))
      .filter((row) => query.revision === undefined || this.#revisionOf(row)?.revisionId === query.revision);
    const chosen = all.filter(({ status }) => query.statuses === undefined || query.statuses.includes(status));
    const orderOf = (row: StoredExecution) =>
      query.sort === 'started'
        ? row.startedAtMs
        : query.sort === 'stopped'
          ? (row.endedAtMs ?? -1)
          : (row.durationMs ?? -1);
    const sorted = chosen.toSorted((a, b) => orderOf(b) - orderOf(a) || a.arn.localeCompare(b.arn));
    const from = Number(query.cursor ?? 0);
    const until = from + query.limit;
    return {
      rows: sorted.slice(from, until),
      nextCursor: until < sorted.length ? String(until) : null,
      counts: countStatuses(all),
      unjudged: { retries: 0, errors: 0, visits: 0, stops: 0, starts: 0, revisions: 0, payloads: 0, cutPayloads: 0 },
    };
  }

  async getExecution(arn: string): Promise<StoredExecution | null> {
    const row = this.executions.get(arn);
    return row === undefined ? null : this.#stored(row);
  }

  async findExecutions(arns: readonly string[]): Promise<readonly StoredExecution[]> {
    return arns.flatMap((arn) => {
      const row = this.executions.get(arn);
      return row === undefined ? [] : [this.#stored(row)];
    });
  }

  async getEvents(arn: string) {
    return this.histories.get(arn)?.events ?? null;
  }

  async listUnread({
    connection,
    machineArn,
    limit,
    toldByLog = [],
  }: UnreadQuery): Promise<readonly StoredExecution[]> {
    const rank = ({ status }: StoredExecution) => (isFailure(status) ? 0 : isOpen(status) ? 1 : 2);
    return [...this.executions.values()]
      .map((row) => this.#stored(row))
      .filter((row) => row.connection === connection && (machineArn === undefined || row.machineArn === machineArn))
      .filter(({ coverage, source }) => coverage === 'none' && source === 'history')
      .filter((row) => !toldByLog.some((told) => isAboutToBeTold(row, told)))
      .toSorted((a, b) => rank(a) - rank(b) || b.startedAtMs - a.startedAtMs)
      .slice(0, limit);
  }

  async listWithoutPayloads({ machineArns, openBeforeMs, limit }: WithoutPayloadsQuery) {
    return [...this.executions.values()]
      .map((row) => this.#stored(row))
      .filter(({ machineArn, type }) => machineArns.includes(machineArn) && type === 'STANDARD')
      .filter(
        ({ coverage, status, startedAtMs }) => coverage !== 'none' && (!isOpen(status) || startedAtMs < openBeforeMs),
      )
      .filter(({ arn, status }) => {
        const { input, output } = this.payloads.get(arn) ?? {};
        return input === undefined || (status === 'SUCCEEDED' && output === undefined);
      })
      .toSorted((a, b) => Number(isFailure(b.status)) - Number(isFailure(a.status)) || b.startedAtMs - a.startedAtMs)
      .slice(0, limit);
  }

  async forgetPayloads(machineArns: readonly string[]) {
    for (const { arn, machineArn } of this.executions.values())
      if (machineArns.includes(machineArn)) this.payloads.delete(arn);
  }

  async listMachines() {
    return [...this.machines.values()];
  }

  async knowsRevision(revisionId: string) {
    return this.revisions.some((known) => known.revisionId === revisionId);
  }

  async lastOfUnknownRevision({
    machineArn,
    afterMs,
    beforeMs,
  }: UnknownRevisionQuery): Promise<StartedExecution | null> {
    const [last] = [...this.executions.values()]
      .filter((row) => row.machineArn === machineArn && row.startedAtMs > afterMs && row.startedAtMs < beforeMs)
      .filter((row) => row.startedWith !== null && this.#revisionOf(row) === undefined)
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs);
    return last === undefined ? null : { ...last, version: last.startedWith?.version ?? null };
  }

  #revisionOf({ machineArn, startedWith, startedAtMs }: Row | StoredExecution): ExecutionRevision | undefined {
    const version = startedWith?.version ?? null;
    return this.revisions.find(
      (known) =>
        known.machineArn === machineArn &&
        known.version === version &&
        (version !== null || (known.updatedAtMs <= startedAtMs && startedAtMs <= known.startedAtMs)),
    );
  }

  async machineFigures(window: FiguresWindow): Promise<readonly MachineFigures[]> {
    const rows = [...this.executions.values()].map((row) => this.#stored(row)).filter((row) => matches(row, window));
    const arns = [...new Set(rows.map(({ machineArn }) => machineArn))];
    return arns.map((machineArn) => {
      const own = rows.filter((row) => row.machineArn === machineArn);
      const succeeded = own.filter(({ status }) => status === 'SUCCEEDED');
      return {
        machineArn,
        counts: countStatuses(own),
        running: own.filter(({ status }) => isOpen(status)).length,
        durationMs: null,
        spark: Array.from({ length: 24 }, () => ({ ok: 0, failed: 0 })),
        worstState: null,
        histories: {
          succeeded: succeeded.length,
          succeededRead: succeeded.filter(({ history }) => history !== null).length,
        },
      };
    });
  }

  async overviewTiles(window: FiguresWindow): Promise<OverviewTiles> {
    const counts = countStatuses(
      [...this.executions.values()].map((row) => this.#stored(row)).filter((row) => matches(row, window)),
    );
    const waiting = (await this.listWaits()).length;
    return {
      failed: { count: counts.FAILED, before: null },
      timedOut: { count: counts.TIMED_OUT, before: null },
      running: { count: counts.RUNNING, before: null, oldestStartedAtMs: null },
      waiting: { count: waiting, before: null, soonestDeadlineMs: null },
      redrivable: { count: counts.FAILED, before: null, soonestExpiryMs: null },
    };
  }

  async stateFigures(): Promise<MachineStates> {
    const none = { succeeded: 0, succeededRead: 0 };
    return { states: [], executionMs: 0, histories: none, historiesBefore: none };
  }

  async machineDurations({ machineArn, fromMs, toMs }: StateFiguresQuery): Promise<MachineDurations> {
    const rows = [...this.executions.values()]
      .map((row) => this.#stored(row))
      .filter((row) => matches(row, { fromMs, toMs, machineArns: [machineArn] }));
    return {
      durations: rows.flatMap(({ status, durationMs }) =>
        durationMs === null ? [] : [{ status, durationMs, count: 1 }],
      ),
      retries: Array.from({ length: 24 }, () => 0),
      histories: { succeeded: 0, succeededRead: 0 },
    };
  }

  async stateSteps(): Promise<StateSteps> {
    return { visits: [], histories: [] };
  }

  async listFailures(): Promise<StateFailures> {
    return { failures: [], histories: { succeeded: 0, succeededRead: 0 } };
  }

  async stateRates(): Promise<readonly ComparedState[]> {
    return [];
  }

  async listWaits(): Promise<readonly StoredWait[]> {
    return [...this.histories.values()].flatMap(({ executionArn, timeline }) =>
      isOpen(this.executions.get(executionArn)?.status ?? 'UNKNOWN')
        ? timeline.waits.flatMap(({ eventId }) =>
            this.#attemptsOf(executionArn).filter((each) => each.eventId === eventId),
          )
        : [],
    );
  }

  async listEndedWaits(limit: number): Promise<readonly EndedWait[]> {
    return [...this.histories.keys()]
      .flatMap((arn) => this.#attemptsOf(arn))
      .flatMap(({ endedAtMs, ...wait }) => (endedAtMs === null ? [] : [{ ...wait, endedAtMs }]))
      .toSorted((a, b) => b.endedAtMs - a.endedAtMs)
      .slice(0, limit);
  }

  #attemptsOf(executionArn: string) {
    const row = this.executions.get(executionArn);
    const visits = row === undefined ? [] : (this.histories.get(executionArn)?.timeline.visits ?? []);
    return visits.flatMap((visit) =>
      visit.attempts.flatMap(({ id, work, outcome, scheduledAtMs, startedAtMs, endedAtMs }, at) =>
        row === undefined || !awaitsAnswer(work)
          ? []
          : [
              {
                connection: row.connection,
                executionArn,
                executionName: row.name,
                executionStartedAtMs: row.startedAtMs,
                machineArn: row.machineArn,
                eventId: id,
                visit: visit.id,
                state: visit.state,
                resource: work.resource,
                attempt: at + 1,
                sinceMs: scheduledAtMs,
                startedAtMs,
                timeoutSeconds: work.timeoutSeconds,
                heartbeatSeconds: work.heartbeatSeconds,
                outcome,
                endedAtMs,
              },
            ],
      ),
    );
  }

  async getWatermark(key: string): Promise<unknown> {
    return this.watermarks.get(key);
  }

  async stats() {
    return {
      machines: this.machines.size,
      executions: this.executions.size,
      histories: this.histories.size,
      visits: 0,
      attempts: 0,
      waits: 0,
      replaced: 0,
      databaseBytes: 0,
      walBytes: 0,
    };
  }

  #stored(row: Row): StoredExecution {
    const held = this.histories.get(row.arn);
    const durationMs = row.endedAtMs === null ? null : Math.max(0, row.endedAtMs - row.startedAtMs);
    if (held === undefined) return { ...row, durationMs, history: null };
    const { status, lastAtMs, redrives } = held.timeline;
    const isCurrent = status === row.status && redrives.length === row.redriveCount;
    const history = { eventCount: held.events.length, status, lastAtMs, isCurrent };
    return { ...row, durationMs, history };
  }
}

function isAboutToBeTold({ machineArn, status, startedAtMs, endedAtMs }: StoredExecution, told: ToldByLog): boolean {
  if (machineArn !== told.machineArn) return false;
  if (isOpen(status)) return startedAtMs >= told.openFromMs;
  if (status !== 'SUCCEEDED' || startedAtMs < told.startedFromMs) return false;
  return startedAtMs < told.startedToMs || (endedAtMs ?? 0) >= told.endedFromMs;
}

type WindowAndMachines = { readonly fromMs: EpochMs; readonly toMs: EpochMs } & Pick<ExecutionFilter, 'machineArns'>;

function matches(row: Row, filter: WindowAndMachines & Partial<ExecutionFilter>): boolean {
  const { machineArns, error, state, text, version, alias } = filter;
  if (filter.visit !== undefined) throw new Error('The index in memory does not filter by visits.');
  const atMs = filter.time === 'stopped' ? row.endedAtMs : row.startedAtMs;
  if (atMs === null || atMs < filter.fromMs || atMs >= filter.toMs) return false;
  if (machineArns !== undefined && !machineArns.includes(row.machineArn)) return false;
  if (error !== undefined && row.error !== error) return false;
  if (state !== undefined && row.failedState !== state) return false;
  if (version !== undefined && row.startedWith?.version !== version) return false;
  if (alias !== undefined && row.startedWith?.alias !== alias) return false;
  const searched = `${row.name}\n${row.error ?? ''}\n${row.cause ?? ''}`.toLowerCase();
  return text === undefined || searched.includes(text.toLowerCase());
}

function countStatuses(rows: readonly { readonly status: keyof StatusCounts }[]): StatusCounts {
  const counts = { RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0, PENDING_REDRIVE: 0, UNKNOWN: 0 };
  for (const { status } of rows) counts[status] += 1;
  return counts;
}
