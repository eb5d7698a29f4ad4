import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ErrorCode } from '@/lib/contract/error';
import { isOpen } from '@/lib/domain/execution-status';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ExecutionReader } from './execution-reader';
import { codeOf, type ReadFailure } from './failure';
import { HistoryQueue, type Wanted } from './history-queue';
import type { OpenExecution } from './open-executions';
import type { MachineReading } from './plan';
import type { StandardLogLane } from './standard-log-lane';
import type { ConnectionDependencies } from './sync-dependencies';

/** What the lane needs of the sync it belongs to. */
export type HistoryLaneHost = {
  readonly readings: ReadonlyMap<string, MachineReading>;
  /** Notes a failure of the connection or answers that of the machine. */
  readonly fail: (
    thrown: unknown,
    before: ReadFailure | null,
    facts: Readonly<Record<string, string>>,
  ) => ReadFailure | null;
  /** The logs that tell histories, too: what they are about to tell is not asked for. */
  readonly logs: Pick<StandardLogLane, 'aboutToTell' | 'tells'>;
};

/** Unread executions asked of the index at a time. */
const UNREAD_PAGE = 1_000;

/**
 * How often the index is asked at most because of news (it looks through every execution that it holds), how often where
 * it answers with what was just read, how often while nothing is unread, and when again after it could not answer.
 */
const NEWS_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 500;
const LOOK_WHEN_DRY_MS = 10_000;
const AFTER_INDEX_FAILURE_MS = 5_000;

/** How long nothing but succeeded executions is unread before the past goes on without them. */
const SETTLED_MS = 10 * 60_000;

/** The pause after a history could not be read for a reason of its own. */
const AFTER_FAILURE_MS = 1_000;

/** Failures that the next history of the same machine would meet too. */
const MACHINE_CODES: ReadonlySet<ErrorCode> = new Set(['access-denied', 'encryption-denied', 'throttled']);

/** Reads the histories of one connection, several at a time, in the order of the queue. */
export class HistoryLane {
  readonly #deps: ConnectionDependencies;
  readonly #reader: ExecutionReader;
  readonly #host: HistoryLaneHost;
  readonly #queue: HistoryQueue;
  readonly #begunMs: EpochMs;
  #isRefilling = false;
  #refillDueMs: EpochMs;
  #refilledMs = Number.NEGATIVE_INFINITY;
  /** Whether something was listed that the queue does not know of: it may be a failure, which goes first. */
  #hasNews = false;
  #isDry = false;
  /** Since when nothing of the past is unread but executions that succeeded; null while something else is. */
  #onlySucceededMs: EpochMs | null = null;
  #read = 0;
  #news = 0;

  constructor(deps: ConnectionDependencies, reader: ExecutionReader, host: HistoryLaneHost) {
    this.#deps = deps;
    this.#reader = reader;
    this.#host = host;
    this.#begunMs = deps.clock.nowMs();
    this.#refillDueMs = this.#begunMs;
    this.#queue = new HistoryQueue(
      (arn) => reader.lastReadMs(arn),
      (open) => host.logs.tells(open, reader.lastReadMs(open.arn)),
    );
  }

  /** Histories read since the start. */
  get read(): number {
    return this.#read;
  }

  /** Histories that are wanted, those read included. */
  get wanted(): number {
    return Math.max(this.#read + this.#queue.unreadCount, this.#news);
  }

  /**
   * Whether nothing of the past is worth waiting for: nothing is unread, or for a while nothing but executions that
   * succeeded. Where there are more of these than the budget carries, what is older would never be listed otherwise.
   */
  isSettled(nowMs: EpochMs): boolean {
    return this.#isDry || (this.#onlySucceededMs !== null && nowMs - this.#onlySucceededMs >= SETTLED_MS);
  }

  /** That many executions were listed of which something new was told: their histories are wanted. */
  noteNews(count: number): void {
    if (count === 0) return;
    this.#news += count;
    this.#isDry = false;
    this.#hasNews = true;
  }

  /** So many histories were read from logs. */
  noteTold(count: number): void {
    this.#read += count;
  }

  /** What was left to the logs may be wanted now. */
  lookAgain(): void {
    this.#isDry = false;
    this.#hasNews = true;
  }

  setOpen(machineArn: string, open: readonly OpenExecution[]): void {
    this.#queue.setOpen(machineArn, open);
  }

  /** The next piece of work, or null while there is none. */
  take(): (() => Promise<void>) | null {
    const nowMs = this.#deps.clock.nowMs();
    const areNewsDue = this.#hasNews && nowMs >= this.#refilledMs + NEWS_EVERY_MS;
    if (areNewsDue && !this.#isRefilling) return this.#beginRefill();
    const wanted = this.#queue.take(nowMs, (machineArn) => this.#mayRead(machineArn, nowMs));
    if (wanted !== null) return () => this.#readOne(wanted);
    return nowMs >= this.#refillDueMs && !this.#isRefilling ? this.#beginRefill() : null;
  }

  #beginRefill(): () => Promise<void> {
    this.#isRefilling = true;
    this.#hasNews = false;
    return () =>
      this.#refill().finally(() => {
        this.#isRefilling = false;
      });
  }

  #mayRead(machineArn: string, nowMs: EpochMs): boolean {
    const reading = this.#host.readings.get(machineArn);
    return reading !== undefined && (reading.historyFailure?.retryMs ?? 0) <= nowMs;
  }

  async #readOne(wanted: Wanted): Promise<void> {
    const { arn, machineArn, stored } = wanted;
    const { clock, index, signal } = this.#deps;
    const reading = this.#host.readings.get(machineArn);
    try {
      const options = { priority: 'background', signal } as const;
      const row = stored ?? (await index.getExecution(arn));
      if (stored === null && row !== null && !isOpen(row.status)) {
        // Its history or its log has told the end, which lists tell later.
        reading?.walks.open.forget(arn);
        this.#queue.noteEnded(wanted);
        return;
      }
      await (row === null ? this.#reader.read(arn, options) : this.#reader.readStored(row, options));
      this.#read += 1;
      if (reading !== undefined) reading.historyFailure = null;
    } catch (thrown) {
      const failure = this.#host.fail(thrown, reading?.historyFailure ?? null, { execution: arn });
      if (reading !== undefined && MACHINE_CODES.has(codeOf(thrown))) reading.historyFailure = failure;
      else await clock.sleep(AFTER_FAILURE_MS, signal);
    } finally {
      this.#queue.done(arn);
    }
  }

  async #refill(): Promise<void> {
    const { clock } = this.#deps;
    try {
      const nowMs = clock.nowMs();
      const unread = await this.#findUnread(nowMs);
      this.#queue.refill(unread, nowMs);
      this.#isDry = unread.length === 0 && !this.#hasNews;
      this.#onlySucceededMs = unread.some((execution) => this.#isOfPastToWaitFor(execution))
        ? null
        : (this.#onlySucceededMs ?? nowMs);
      this.#refilledMs = nowMs;
      this.#refillDueMs = epochMs(nowMs + (this.#isDry ? LOOK_WHEN_DRY_MS : LOOK_EVERY_MS));
    } catch (thrown) {
      this.#refillDueMs = epochMs(clock.nowMs() + AFTER_INDEX_FAILURE_MS);
      this.#host.fail(thrown, null, { reading: 'unread histories' });
    }
  }

  /** What fails while we read is no past: in a busy place there is always some of it. */
  #isOfPastToWaitFor({ arn, status, startedAtMs }: StoredExecution): boolean {
    return status !== 'SUCCEEDED' && startedAtMs < this.#begunMs && this.#reader.lastReadMs(arn) === null;
  }

  /** Per machine where one that may not be read now would stand before the others. */
  async #findUnread(nowMs: EpochMs) {
    const { index, connection } = this.#deps;
    const toldByLog = this.#host.logs.aboutToTell();
    const query = { connection: connection.name, limit: UNREAD_PAGE, toldByLog };
    const machineArns = [...this.#host.readings.keys()];
    const readable = machineArns.filter((arn) => this.#mayRead(arn, nowMs));
    if (readable.length === machineArns.length) return index.listUnread(query);
    const perMachine = [];
    for (const machineArn of readable) perMachine.push(...(await index.listUnread({ ...query, machineArn })));
    return perMachine;
  }
}
