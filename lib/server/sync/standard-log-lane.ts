import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ToldByLog } from '@/lib/server/ports/index-store';
import { awsNow } from './aws-clock';
import type { ReadFailure } from './failure';
import { followLog, type LogStep, readOlderLog } from './follow-log';
import { nextInterval, rereadDelay } from './pace';
import { floorOf, type MachineReading } from './plan';
import type { LogIntake, ReadableLog } from './read-log-slice';
import { readSpan } from './span';
import {
  aboutToTell,
  ENDED_TOLD_WITHIN_MS,
  isHealthy,
  logSpanKey,
  logSpanWatermark,
  newStandardLog,
  type StandardLog,
  standardLogOf,
} from './standard-log';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeStandardLines } from './take-standard-lines';
import { WaitingLines } from './waiting-lines';

/** What the lane needs of the sync it belongs to. */
export type StandardLogHost = {
  readonly readings: ReadonlyMap<string, MachineReading>;
  readonly fail: (
    thrown: unknown,
    before: ReadFailure | null,
    facts: Readonly<Record<string, string>>,
  ) => ReadFailure | null;
  /** How far back logs are read for now. */
  readonly floorMs: () => EpochMs;
  /** So many histories were taken from a log. */
  readonly noteTold: (histories: number) => void;
  /** What the logs were about to tell is now to be read where they did not. */
  readonly lookAgain: () => void;
};

type Open = { readonly arn: string; readonly machineArn: string; readonly startedAtMs: EpochMs };

/** Executions remembered of which a log told, the oldest forgotten first. */
const MOST_REMEMBERED = 20_000;

/** A group that does not exist is looked for again after this time. */
const MISSING_AGAIN_MS = 10 * 60_000;

/** A log that is behind by more, and by no less than a round ago, is not waited for. */
const TOO_FAR_BEHIND_MS = 10 * 60_000;

/** How often an open execution of which its log is silent is looked at all the same: a line may have been lost. */
const CHECK_SILENT_MS = 30 * 60_000;

/** Reads the logs of Standard machines whose level is ALL, which tell dozens to hundreds of histories a call. */
export class StandardLogLane {
  readonly #deps: ConnectionDependencies;
  readonly #host: StandardLogHost;
  readonly #logs = new Map<string, StandardLog>();
  readonly #waiting = new WaitingLines();
  readonly #told = new Map<string, EpochMs>();
  #hasFollowed = false;

  constructor(deps: ConnectionDependencies, host: StandardLogHost) {
    this.#deps = deps;
    this.#host = host;
  }

  /** The log of a machine as it is read; null where it is not, because the API tells its histories. */
  of(machineArn: string): StandardLog | null {
    return this.#current(machineArn)?.log ?? null;
  }

  /** So much was listed of the machine: what waited for it may be taken, and lines of what is newest are due. */
  noteListed(machineArn: string, news: number, isNewest: boolean): void {
    const log = this.of(machineArn);
    if (log === null || news === 0) return;
    log.hasNews = true;
    if (isNewest && isHealthy(log)) log.dueMs = epochMs(Math.min(log.dueMs, this.#deps.clock.nowMs()));
  }

  /** What the logs are about to tell. */
  aboutToTell(): readonly ToldByLog[] {
    const [nowMs, awsNowMs] = [this.#deps.clock.nowMs(), this.#awsNow()];
    return [...this.#host.readings.values()].flatMap((reading) => {
      const log = this.of(reading.machine.arn);
      return (log === null ? null : aboutToTell(log, floorOf(reading, nowMs), awsNowMs)) ?? [];
    });
  }

  /** Whether the log tells how an open execution goes on, so that it need not be read again through the API now. */
  tells({ arn, machineArn, startedAtMs }: Open, lastReadMs: EpochMs | null): boolean {
    const log = this.of(machineArn);
    if (log === null || !isHealthy(log) || log.lagMs > TOO_FAR_BEHIND_MS) return false;
    const awsNowMs = this.#awsNow();
    const toldMs = this.#told.get(arn);
    if (toldMs === undefined) {
      const coming = aboutToTell(log, epochMs(0), awsNowMs);
      return coming !== null && startedAtMs >= coming.openFromMs;
    }
    if (awsNowMs - toldMs < ENDED_TOLD_WITHIN_MS) return true;
    return lastReadMs !== null && this.#deps.clock.nowMs() - lastReadMs < CHECK_SILENT_MS && lastReadMs > toldMs;
  }

  /** Whether every log that can be read has been read back to then. */
  hasReadBackTo(floorMs: EpochMs, nowMs: EpochMs): boolean {
    return [...this.#host.readings.values()].every((reading) => {
      const log = this.of(reading.machine.arn);
      if (log === null || !isHealthy(log)) return true;
      return log.span !== null && log.span.fromMs <= Math.max(floorMs, floorOf(reading, nowMs));
    });
  }

  /** The next piece of work, or null while there is none: what is new and the past of the log least far back in turns. */
  take(): (() => Promise<void>) | null {
    const nowMs = this.#deps.clock.nowMs();
    let due: MachineReading | null = null;
    let dueMs = Number.POSITIVE_INFINITY;
    let older: MachineReading | null = null;
    let olderMs = 0;
    for (const reading of this.#host.readings.values()) {
      const log = this.of(reading.machine.arn);
      if (log === null || log.isBusy) continue;
      if (log.dueMs <= nowMs && log.dueMs < dueMs) [due, dueMs] = [reading, log.dueMs];
      const fromMs = isHealthy(log) ? (log.span?.fromMs ?? 0) : 0;
      if (fromMs > Math.max(olderMs, this.#floorOf(reading))) [older, olderMs] = [reading, fromMs];
    }
    // In turns: where calls are scarce, what is new alone would take them all.
    const goesBack = older !== null && (due === null || this.#hasFollowed);
    this.#hasFollowed = due !== null && !goesBack;
    if (due !== null && !goesBack) return this.#begin(due, (log, source) => this.#follow(log, source));
    if (older === null) return null;
    const floorMs = this.#floorOf(older);
    return this.#begin(older, (log, source) => this.#goBack(log, source, floorMs));
  }

  #begin(
    reading: MachineReading,
    work: (log: StandardLog, source: ReadableLog) => Promise<void>,
  ): (() => Promise<void>) | null {
    const current = this.#current(reading.machine.arn);
    if (current === null) return null;
    const { log, source } = current;
    log.isBusy = true;
    return async () => {
      try {
        await work(log, source);
        log.failure = null;
      } catch (thrown) {
        log.failure = this.#host.fail(thrown, log.failure, { log: source.arn });
        log.dueMs = log.failure?.retryMs ?? epochMs(this.#deps.clock.nowMs() + log.intervalMs);
        this.#host.lookAgain();
      } finally {
        log.isBusy = false;
      }
    };
  }

  async #follow(log: StandardLog, source: ReadableLog): Promise<void> {
    const { clock, index } = this.#deps;
    const followedFromMs = this.#awsNow();
    log.span ??= readSpan(await index.getWatermark(logSpanKey(source.arn)));
    const isNewest = log.span === null || followedFromMs - log.span.toMs <= log.sliceMs;
    const intake = this.#intake(log, { withWaiting: log.hasNews, isNewest });
    log.hasNews = false;
    const step = await followLog(this.#deps, source, intake, log);
    if (!this.#noteStep(log, step)) return;
    log.followedFromMs ??= followedFromMs;
    log.isBehind = step.lagMs > TOO_FAR_BEHIND_MS && step.lagMs >= log.lagMs && log.lagMs > 0;
    log.lagMs = step.lagMs;
    log.intervalMs = nextInterval(log.intervalMs, step.taken > 0, this.#logs.size);
    const pauseMs = step.lagMs > 0 ? 0 : Math.min(log.intervalMs, this.#openDelay(source.arn));
    log.dueMs = epochMs(clock.nowMs() + pauseMs);
  }

  async #goBack(log: StandardLog, source: ReadableLog, floorMs: EpochMs): Promise<void> {
    if (log.span === null) return;
    const intake = this.#intake(log, { withWaiting: false, isNewest: false });
    const step = await readOlderLog(this.#deps, source, intake, log.span, floorMs, log.sliceMs);
    if (this.#noteStep(log, step) && step.span.fromMs <= floorMs) this.#host.lookAgain();
  }

  #noteStep(log: StandardLog, step: LogStep): step is Exclude<LogStep, { readonly kind: 'gone' }> {
    log.isMissing = step.kind === 'gone';
    if (step.kind === 'gone') {
      log.dueMs = epochMs(this.#deps.clock.nowMs() + MISSING_AGAIN_MS);
      this.#host.lookAgain();
      return false;
    }
    log.span = step.span;
    log.sliceMs = step.lengthMs;
    this.#host.noteTold(step.taken);
    return true;
  }

  #intake(
    { machineArn }: StandardLog,
    which: { readonly withWaiting: boolean; readonly isNewest: boolean },
  ): LogIntake {
    const waiting = this.#waiting;
    const noteTold = this.#noteTold.bind(this);
    return {
      take: (lines, watermarks) =>
        takeStandardLines(this.#deps, { machineArn, waiting, noteTold, ...which }, lines, watermarks),
      toWatermark: (span) => logSpanWatermark(machineArn, span),
    };
  }

  #noteTold(executionArn: string, lastAtMs: EpochMs): void {
    this.#told.delete(executionArn);
    this.#told.set(executionArn, lastAtMs);
    const oldest = this.#told.keys().next();
    if (this.#told.size > MOST_REMEMBERED && !oldest.done) this.#told.delete(oldest.value);
  }

  /** Open executions are looked at no less often than they would be through the API. */
  #openDelay(machineArn: string): number {
    const nowMs = this.#awsNow();
    const open = this.#host.readings.get(machineArn)?.walks.open.all ?? [];
    return open.reduce((least, { startedAtMs }) => Math.min(least, rereadDelay(nowMs - startedAtMs)), Infinity);
  }

  /** Made anew where the machine logs somewhere else: nothing that was read of one log says anything of another. */
  #current(machineArn: string): { readonly log: StandardLog; readonly source: ReadableLog } | null {
    const machine = this.#host.readings.get(machineArn)?.machine;
    const source = machine === undefined ? null : standardLogOf(machine);
    if (source === null) {
      this.#logs.delete(machineArn);
      return null;
    }
    let log = this.#logs.get(machineArn);
    if (log === undefined || log.logGroupArn !== source.logGroupArn) {
      log = newStandardLog(machineArn, source.logGroupArn, this.#deps.clock.nowMs());
      this.#logs.set(machineArn, log);
    }
    return { log, source };
  }

  /** No further than the lists: lines of what no list has told of would only wait. */
  #floorOf(reading: MachineReading): EpochMs {
    const listedMs = reading.span?.fromMs ?? Number.POSITIVE_INFINITY;
    return epochMs(Math.max(this.#host.floorMs(), floorOf(reading, this.#deps.clock.nowMs()), listedMs));
  }

  #awsNow(): EpochMs {
    return awsNow(this.#deps.clock, this.#deps.connection);
  }
}
