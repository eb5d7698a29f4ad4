import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { discoverMachines } from './discover-machines';
import type { ExecutionReader } from './execution-reader';
import { codeOf, messageOf, type ReadFailure } from './failure';
import { HistoryLane } from './history-lane';
import { IdleLanes } from './idle-lanes';
import { DISCOVERY_INTERVAL_MS, nextInterval, retryDelay, smoothRate, stopsConnection, WALKS_EVERY } from './pace';
import { readPayloads } from './payload-lane';
import { isReadable, type Job, type MachineReading, newReading, nextDueMs, type Plan, planJob, reaches } from './plan';
import { followMachine, goBack } from './read-machine';
import { readRevisions } from './revision-lane';
import { readSpan, spanKey } from './span';
import type { StandardLog } from './standard-log';
import { StandardLogLane } from './standard-log-lane';
import type { ConnectionDependencies } from './sync-dependencies';

/** Machines read at the same time, and histories: one that hangs does not hold up the others. */
const MACHINES_AT_ONCE = 3;
const HISTORIES_AT_ONCE = 16;
const LOGS_AT_ONCE = 2;

/** The longest a lane sleeps before it looks again. */
const LOOK_EVERY_MS = 500;

const FIRST_STRETCH_MS = 24 * 60 * 60_000;

/** What the sync of one connection stands at, for the report. */
export type ConnectionProgress = {
  readonly begunMs: EpochMs;
  readonly firstFromMs: EpochMs;
  /** When the first stretch was complete; null while it is being read. */
  readonly firstDoneMs: EpochMs | null;
  /** Whether all of the past had been read once: histories that are wanted since then are of what is new. */
  readonly isPastDone: boolean;
  /** When the machines were first listed, and reading them could begin; null before. */
  readonly discoveredMs: EpochMs | null;
  readonly readings: readonly MachineReading[];
  /** Of a Standard machine whose log tells its histories; null for others. */
  readonly logOf: (machineArn: string) => StandardLog | null;
  /** Set while nothing of the connection can be read. */
  readonly pause: ReadFailure | null;
  /** Why the machines cannot be listed, where that is all that fails. */
  readonly discoveryFailure: ReadFailure | null;
  readonly executionsRead: number;
  readonly historiesRead: number;
  /** Histories that are wanted, those read since the start included. */
  readonly historiesWanted: number;
  readonly isStopped: boolean;
};

export type ConnectionSync = {
  readonly name: string;
  readonly progress: () => ConnectionProgress;
  /** Runs until the signal is aborted, and resolves when its last write is done. Never rejects. */
  readonly run: () => Promise<void>;
};

/** Reads one connection into the index, from now on and back into the past, and goes on through every failure. */
export function createConnectionSync(deps: ConnectionDependencies, reader: ExecutionReader): ConnectionSync {
  const sync = new Reading(deps, reader);
  return { name: deps.connection.name, progress: () => sync.progress(), run: () => sync.run() };
}

class Reading {
  readonly #deps: ConnectionDependencies;
  readonly #readings = new Map<string, MachineReading>();
  readonly #histories: HistoryLane;
  readonly #idleHistories: IdleLanes;
  readonly #logs: StandardLogLane;
  readonly #begunMs: EpochMs;
  #firstDoneMs: EpochMs | null = null;
  #isPastDone = false;
  #discoverDueMs: EpochMs;
  #isDiscovering = false;
  #discoveredMs: EpochMs | null = null;
  #discoveryFailure: ReadFailure | null = null;
  #pause: ReadFailure | null = null;
  #isProbing = false;
  #executionsRead = 0;
  /** Rounds over what is new since the last step of a walk. */
  #followedSinceWalk = 0;

  constructor(deps: ConnectionDependencies, reader: ExecutionReader) {
    this.#deps = deps;
    this.#begunMs = deps.clock.nowMs();
    this.#discoverDueMs = this.#begunMs;
    this.#idleHistories = this.#newIdle();
    const fail = this.#fail.bind(this);
    this.#logs = new StandardLogLane(deps, {
      readings: this.#readings,
      fail,
      floorMs: () => (this.#firstDoneMs === null ? this.#firstFromMs() : epochMs(0)),
      noteTold: (histories) => this.#histories.noteTold(histories),
      lookAgain: () => this.#histories.lookAgain(),
    });
    this.#histories = new HistoryLane(deps, reader, { readings: this.#readings, fail, logs: this.#logs });
  }

  progress(): ConnectionProgress {
    return {
      begunMs: this.#begunMs,
      firstFromMs: this.#firstFromMs(),
      firstDoneMs: this.#firstDoneMs,
      isPastDone: this.#isPastDone,
      discoveredMs: this.#discoveredMs,
      readings: [...this.#readings.values()],
      logOf: (machineArn) => this.#logs.of(machineArn),
      pause: this.#pause,
      discoveryFailure: this.#discoveryFailure,
      executionsRead: this.#executionsRead,
      historiesRead: this.#histories.read,
      historiesWanted: this.#histories.wanted,
      isStopped: this.#deps.signal.aborted,
    };
  }

  async run(): Promise<void> {
    const unlessPaused = (lane: HistoryLane | StandardLogLane) => () => (this.#pause === null ? lane.take() : null);
    const machines = this.#lanes(MACHINES_AT_ONCE, this.#newIdle(), () => this.#takeJob());
    const histories = this.#lanes(HISTORIES_AT_ONCE, this.#idleHistories, unlessPaused(this.#histories));
    const logs = this.#lanes(LOGS_AT_ONCE, this.#newIdle(), unlessPaused(this.#logs));
    const payloads = readPayloads(this.#deps, {
      machineArns: () => (this.#pause === null ? this.#standardMachines().map(({ arn }) => arn) : []),
      fail: (thrown) => void this.#fail(thrown, null, { reading: 'inputs and outputs' }),
    });
    const revisions = readRevisions(this.#deps, {
      machines: () => (this.#pause === null ? this.#standardMachines() : []),
      fail: (thrown) => void this.#fail(thrown, null, { reading: 'revisions' }),
    });
    await Promise.all([...machines, ...histories, ...logs, payloads, revisions]);
  }

  #standardMachines(): readonly IndexedMachine[] {
    const readable = [...this.#readings.values()].filter(({ machine }) => machine.type === 'STANDARD');
    return readable.filter(isReadable).map(({ machine }) => machine);
  }

  #newIdle(): IdleLanes {
    return new IdleLanes(this.#deps.clock, this.#deps.signal);
  }

  /** Each does one piece of work after another, and rests while there is none. */
  #lanes(count: number, idle: IdleLanes, take: () => (() => Promise<void>) | null): readonly Promise<void>[] {
    const lane = async (): Promise<void> => {
      while (!this.#deps.signal.aborted) {
        const work = take();
        if (work === null) await idle.rest(this.#idleMs());
        else {
          idle.wakeNext();
          await work();
        }
      }
    };
    return Array.from({ length: count }, lane);
  }

  #idleMs(): number {
    const untilMs = this.#pause === null ? nextDueMs(this.#plan()) : this.#pause.retryMs;
    return Math.min(LOOK_EVERY_MS, Math.max(10, untilMs - this.#deps.clock.nowMs()));
  }

  #firstFromMs(): EpochMs {
    return epochMs(this.#begunMs - FIRST_STRETCH_MS);
  }

  #plan(): Plan {
    return {
      nowMs: this.#deps.clock.nowMs(),
      discoverDueMs: this.#discoverDueMs,
      isDiscovering: this.#isDiscovering,
      readings: [...this.#readings.values()],
      firstFromMs: this.#firstFromMs(),
      isTurnOfWalks: this.#followedSinceWalk >= WALKS_EVERY - 1,
      isFirstDone: this.#firstDoneMs !== null,
    };
  }

  /** While nothing can be read, one call now and then finds out whether that is over. */
  #takeJob(): (() => Promise<void>) | null {
    const nowMs = this.#deps.clock.nowMs();
    if (this.#pause !== null) {
      if (this.#isProbing || nowMs < this.#pause.retryMs) return null;
      this.#isProbing = true;
      return () =>
        this.#discover().finally(() => {
          this.#isProbing = false;
        });
    }
    this.#noteFirstDone(nowMs);
    this.#notePastDone(nowMs);
    const job = planJob(this.#plan());
    if (job === null) return null;
    if (job.kind === 'discover') return () => this.#discover();
    if (job.kind === 'follow') this.#followedSinceWalk += 1;
    if (job.kind === 'walk') this.#followedSinceWalk = 0;
    job.reading.isBusy = true;
    return () =>
      this.#readMachine(job).finally(() => {
        job.reading.isBusy = false;
      });
  }

  async #discover(): Promise<void> {
    this.#isDiscovering = true;
    try {
      await this.#deps.index.ensureRoom();
      const { machines, failures } = await discoverMachines(this.#deps);
      this.#pause = null;
      for (const machine of machines) await this.#noteMachine(machine);
      for (const reading of this.#readings.values()) {
        const thrown = failures.get(reading.machine.arn);
        const before = reading.describeFailure;
        reading.describeFailure =
          thrown === undefined ? null : this.#fail(thrown, before, { machine: reading.machine.arn });
      }
      this.#discoveredMs ??= this.#deps.clock.nowMs();
      this.#discoveryFailure = null;
      this.#discoverDueMs = epochMs(this.#deps.clock.nowMs() + DISCOVERY_INTERVAL_MS);
    } catch (thrown) {
      // Any other refusal shows that AWS answers again.
      if (!stopsConnection(codeOf(thrown))) this.#pause = null;
      this.#discoveryFailure = this.#fail(thrown, this.#discoveryFailure, {});
      this.#discoverDueMs = this.#discoveryFailure?.retryMs ?? this.#discoverDueMs;
    } finally {
      this.#isDiscovering = false;
    }
  }

  async #noteMachine(machine: MachineReading['machine']): Promise<void> {
    const { index, clock } = this.#deps;
    const reading = this.#readings.get(machine.arn);
    if (reading === undefined) {
      const span = readSpan(await index.getWatermark(spanKey(machine.arn)));
      this.#readings.set(machine.arn, newReading(machine, span, clock.nowMs(), this.#deps.keepMs));
      return;
    }
    if (reading.machine.logging?.logGroupArn !== machine.logging?.logGroupArn) reading.isLogMissing = false;
    reading.machine = machine;
  }

  async #readMachine(job: Exclude<Job, { readonly kind: 'discover' }>): Promise<void> {
    const { reading } = job;
    const startedMs = this.#deps.clock.nowMs();
    // The first round tells of all the time before it.
    const sinceMs = reading.askedMs ?? reading.span?.toMs ?? Math.max(reading.machine.createdAtMs, this.#firstFromMs());
    try {
      const news = await this.#do(job);
      this.#executionsRead += news;
      if (reading.machine.type === 'STANDARD') {
        this.#histories.noteNews(news);
        if (news > 0) this.#idleHistories.wakeNext();
        this.#logs.noteListed(reading.machine.arn, news, job.kind === 'follow');
      }
      if (job.kind === 'walk') return;
      reading.failure = null;
      if (job.kind !== 'follow') return;
      reading.newsPerSecond = smoothRate(reading.newsPerSecond, news, startedMs - sinceMs);
      reading.askedMs = startedMs;
      reading.freshMs = epochMs(startedMs - reading.logLagMs);
      reading.intervalMs = nextInterval(reading.intervalMs, news > 0, this.#readings.size);
      reading.dueMs = epochMs(this.#deps.clock.nowMs() + (reading.logLagMs > 0 ? 0 : reading.intervalMs));
    } catch (thrown) {
      const { walks } = reading;
      const facts = { machine: reading.machine.arn };
      if (job.kind === 'walk') return walks.noteFailure(this.#fail(thrown, walks.failure, facts));
      reading.failure = this.#fail(thrown, reading.failure, facts);
      reading.logBehind = null;
      reading.dueMs = reading.failure?.retryMs ?? reading.dueMs;
    }
  }

  #do(job: Exclude<Job, { readonly kind: 'discover' }>): Promise<number> {
    const { reading } = job;
    switch (job.kind) {
      case 'follow':
        return this.#follow(reading);
      case 'walk':
        return this.#walk(reading);
      case 'older':
        return goBack(this.#deps, reading, job.floorMs);
    }
  }

  async #follow(reading: MachineReading): Promise<number> {
    const { news, isGone } = await followMachine(this.#deps, reading, this.#firstFromMs());
    // The next discovery finds that it is gone.
    if (isGone) this.#discoverDueMs = this.#deps.clock.nowMs();
    else this.#histories.setOpen(reading.machine.arn, reading.walks.open.all);
    return news;
  }

  async #walk({ machine, told, intervalMs, walks }: MachineReading): Promise<number> {
    const news = await walks.goOn(this.#deps, { machineArn: machine.arn, told, intervalMs });
    this.#histories.setOpen(machine.arn, walks.open.all);
    return news;
  }

  /** The first stretch is complete when every readable machine reaches its beginning and no history is wanted. */
  #noteFirstDone(nowMs: EpochMs): void {
    if (this.#firstDoneMs === null && this.#hasReadBackTo(this.#firstFromMs(), nowMs)) this.#firstDoneMs = nowMs;
  }

  #notePastDone(nowMs: EpochMs): void {
    if (!this.#isPastDone && this.#firstDoneMs !== null) this.#isPastDone = this.#hasReadBackTo(epochMs(0), nowMs);
  }

  /** Whether every machine that can be read has been listed back to then, and no history is waited for. */
  #hasReadBackTo(floorMs: EpochMs, nowMs: EpochMs): boolean {
    if (this.#discoveredMs === null || !this.#histories.isSettled(nowMs)) return false;
    const readable = [...this.#readings.values()].filter((reading) => isReadable(reading) && reading.failure === null);
    return readable.every((reading) => reaches(reading, floorMs, nowMs)) && this.#logs.hasReadBackTo(floorMs, nowMs);
  }

  /** Notes a failure and, where it means the whole connection, pauses it. Null when the server is stopping. */
  #fail(thrown: unknown, before: ReadFailure | null, facts: Readonly<Record<string, string>>): ReadFailure | null {
    const { signal, clock } = this.#deps;
    if (signal.aborted) return before;
    const code = codeOf(thrown);
    const isConnection = stopsConnection(code);
    const previous = isConnection ? this.#pause : before;
    const isSame = previous !== null && previous.code === code;
    const count = isSame ? previous.count + 1 : 1;
    const nowMs = clock.nowMs();
    const failure: ReadFailure = {
      code,
      message: messageOf(thrown),
      sinceMs: isSame ? previous.sinceMs : nowMs,
      count,
      retryMs: epochMs(nowMs + retryDelay(code, count)),
    };
    // The store has said it, once for all that could not be written.
    if (code !== 'disk-full')
      this.#warn(thrown, { code, ...facts }, isConnection ? 'the connection cannot be read' : 'reading failed');
    if (!isConnection) return failure;
    // Several calls under way fail together; only the first of them counts.
    if (this.#pause === null || nowMs >= this.#pause.retryMs) this.#pause = failure;
    // While nothing is read, a log that is behind is not written faster than it can be read.
    for (const reading of this.#readings.values()) reading.logBehind = null;
    return before;
  }

  #warn(thrown: unknown, facts: Readonly<Record<string, string>>, message: string): void {
    this.#deps.log.warn({ connection: this.#deps.connection.name, ...facts, err: thrown }, message);
  }
}
