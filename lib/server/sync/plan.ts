import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { MachineType } from '@/lib/domain/execution-status';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { ReadFailure } from './failure';
import type { OlderCursor } from './follow-standard';
import type { LogBehind } from './log-behind';
import { FIRST_SLICE_MS } from './log-slices';
import { BUSY_INTERVAL_MS, REDRIVEN_INTERVAL_MS } from './pace';
import type { Span } from './span';
import { StatusWalks } from './status-walks';
import { ToldLately } from './told-lately';

/** What reading one machine stands at. Changed in place by the sync of its connection and by nobody else. */
export type MachineReading = {
  /** How long executions are kept after their end, ms. */
  readonly keepMs: number;
  machine: IndexedMachine;
  span: Span | null;
  /** A job of it is under way; there is one at a time, because jobs move the same span. */
  isBusy: boolean;
  dueMs: EpochMs;
  intervalMs: number;
  /** When its newest executions were last asked for; null before the first time. */
  askedMs: EpochMs | null;
  /** Executions a second of which something new was told, smoothed over some rounds. */
  newsPerSecond: number;
  /** What changes among executions that are no longer new; of a Standard machine. */
  readonly walks: StatusWalks;
  /** What its lists said of late. */
  readonly told: ToldLately;
  /** Every execution that AWS listed as new before this time, by our clock, is in the index. */
  freshMs: EpochMs | null;
  /** How far the last round ended behind the time at which it began: where more is logged than a round reads. */
  logLagMs: number;
  /** How reading keeps up with the log while rounds end behind; null while it does, and after a failure. */
  logBehind: LogBehind | null;
  sliceMs: number;
  older: OlderCursor;
  /** Nothing older is left to read. */
  isAtEnd: boolean;
  /** Why it cannot be described, its executions cannot be listed, and their histories cannot be read. */
  describeFailure: ReadFailure | null;
  failure: ReadFailure | null;
  historyFailure: ReadFailure | null;
  /** The log group that DescribeStateMachine names does not exist. */
  isLogMissing: boolean;
};

export function newReading(machine: IndexedMachine, span: Span | null, nowMs: EpochMs, keepMs: number): MachineReading {
  return {
    keepMs,
    machine,
    span,
    isBusy: false,
    dueMs: nowMs,
    intervalMs: BUSY_INTERVAL_MS,
    askedMs: null,
    newsPerSecond: 0,
    // What is read for the first time is as AWS lists it now.
    walks: new StatusWalks(nowMs, span === null ? epochMs(nowMs + REDRIVEN_INTERVAL_MS) : nowMs),
    told: new ToldLately(),
    freshMs: null,
    logLagMs: 0,
    logBehind: null,
    sliceMs: FIRST_SLICE_MS,
    older: null,
    isAtEnd: span?.fromMs === 0,
    describeFailure: null,
    failure: null,
    historyFailure: null,
    isLogMissing: false,
  };
}

/** One piece of work: listing machines, what is new of one, one step of its walks, or one into its past. */
export type Job =
  | { readonly kind: 'discover' }
  | { readonly kind: 'follow'; readonly reading: MachineReading }
  | { readonly kind: 'walk'; readonly reading: MachineReading }
  | { readonly kind: 'older'; readonly reading: MachineReading; readonly floorMs: EpochMs };

export type Plan = {
  readonly nowMs: EpochMs;
  readonly discoverDueMs: EpochMs;
  readonly isDiscovering: boolean;
  readonly readings: readonly MachineReading[];
  /** The first stretch reaches back to here. */
  readonly firstFromMs: EpochMs;
  /** Whether a step of a walk goes before what is new. */
  readonly isTurnOfWalks: boolean;
  /** Whether the first stretch is complete, histories included: only then is anything older read. */
  readonly isFirstDone: boolean;
};

/** AWS keeps closed executions for 90 days (aws-facts §1.4); logs may be older, which nobody looks for first. */
const KEPT_MS = 90 * 24 * 60 * 60_000;

/** Before this nothing of the machine can have happened, or AWS has forgotten it, or the index keeps it no longer. */
export function floorOf({ machine, keepMs }: Pick<MachineReading, 'machine' | 'keepMs'>, nowMs: EpochMs): EpochMs {
  return epochMs(Math.max(machine.createdAtMs, nowMs - Math.min(KEPT_MS, keepMs), 0));
}

/** Whether there is something to read: a deleted machine has gone quiet, and an Express one is known by its log only. */
export function isReadable({ machine, isLogMissing }: MachineReading): boolean {
  if (machine.status === 'DELETED') return false;
  if (machine.type === 'STANDARD') return true;
  return machine.logging?.logGroupArn != null && machine.logging.level !== 'OFF' && !isLogMissing;
}

/** Whether the machine has been listed back to `fromMs`, or to where it begins. */
export function reaches(reading: MachineReading, fromMs: EpochMs, nowMs: EpochMs): boolean {
  const { span, isAtEnd } = reading;
  return isAtEnd || (span !== null && span.fromMs <= Math.max(fromMs, floorOf(reading, nowMs)));
}

/**
 * The next job, or null where nothing is due: the list of machines, then what is new, then what changes further down (now
 * and then before what is new, where always something of that is due), then the past. Of the past the machine comes first
 * that has been read least far back, so that all arrive together.
 */
export function planJob(plan: Plan): Job | null {
  if (!plan.isDiscovering && plan.discoverDueMs <= plan.nowMs) return { kind: 'discover' };
  const idle = plan.readings.filter(({ isBusy }) => !isBusy);
  const free = idle.filter(isReadable);
  const walking = leastBy(
    idle.filter((reading) => mayWalk(reading, plan)),
    ({ walks }) => walks.steppedMs,
  );
  if (walking !== null && plan.isTurnOfWalks) return { kind: 'walk', reading: walking };
  const due = leastBy(
    free.filter(({ dueMs }) => dueMs <= plan.nowMs),
    (reading) => -urgencyOf(reading, plan.nowMs),
  );
  if (due !== null) return { kind: 'follow', reading: due };
  if (walking !== null) return { kind: 'walk', reading: walking };
  const floor = plan.isFirstDone ? epochMs(0) : plan.firstFromMs;
  const behind = leastBy(
    free.filter((reading) => mayGoBack(reading, plan) && !reaches(reading, floor, plan.nowMs)),
    ({ span }) => -(span?.fromMs ?? 0),
  );
  if (behind === null) return null;
  const floorMs = epochMs(Math.max(floor, floorOf(behind, plan.nowMs)));
  return { kind: 'older', reading: behind, floorMs };
}

/** What a machine counts for on which nothing happens, as executions a second: so that it has its turn, too. */
const LEAST_RATE = 1 / 900;

/**
 * How much a due machine is worth a call. Where there are more machines than calls, asking each in proportion to the root
 * of its rate keeps the time least that new executions wait to be seen, all together.
 */
function urgencyOf({ askedMs, newsPerSecond }: MachineReading, nowMs: EpochMs): number {
  return askedMs === null ? Number.POSITIVE_INFINITY : (nowMs - askedMs) * Math.sqrt(newsPerSecond + LEAST_RATE);
}

/**
 * After the first round since the start. Of a machine that AWS no longer has, until all is known of what was open; where
 * the permission to ask went with it, that will not be known.
 */
function mayWalk({ machine, walks, askedMs, failure }: MachineReading, { nowMs }: Plan): boolean {
  if (machine.type !== ('STANDARD' satisfies MachineType) || !walks.areDue(nowMs)) return false;
  if (machine.status === 'DELETED') return !walks.open.isGone && walks.failure?.code !== 'access-denied';
  return askedMs !== null && failure === null;
}

/** The past waits for the first round, and after a failure for the next one. */
function mayGoBack({ span, failure, machine }: MachineReading, { isFirstDone }: Plan): boolean {
  if (span === null || failure !== null) return false;
  // A Standard machine's first round reads the whole first stretch by itself.
  return isFirstDone || machine.type === ('EXPRESS' satisfies MachineType);
}

/** When something new may be due, or the list of machines. */
export function nextDueMs(plan: Plan): EpochMs {
  const times = plan.readings.filter((reading) => !reading.isBusy && isReadable(reading)).map(({ dueMs }) => dueMs);
  return epochMs(Math.min(...times, plan.isDiscovering ? Number.POSITIVE_INFINITY : plan.discoverDueMs));
}

function leastBy<Item>(items: readonly Item[], rank: (item: Item) => number): Item | null {
  let least: Item | null = null;
  let leastRank = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const itemRank = rank(item);
    if (least === null || itemRank < leastRank) [least, leastRank] = [item, itemRank];
  }
  return least;
}
