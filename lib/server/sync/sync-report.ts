import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { SyncPhase } from '@/lib/contract/sync';
import type { Rebuild } from '@/lib/server/ports/index-store';
import type { ConnectionProgress } from './connection-sync';
import type { ReadFailure } from './failure';
import { floorOf, isReadable, type MachineReading } from './plan';
import { describeProgress, measureProgress, type Progress } from './progress';
import { isHealthy, type StandardLog } from './standard-log';

/** How reading one machine stands. */
export type MachineReport = {
  readonly machineArn: string;
  readonly freshMs: EpochMs | null;
  /** Where its log is written faster than it is read, up to when it has been read, by the times in it; else null. */
  readonly catchingUpMs: EpochMs | null;
  /** How much of it is read then, as a share of what is written; above 1 it is caught up with. Null while not known. */
  readonly logShare: number | null;
  /** Until its first round after a start is over: up to when it had been read before, where it had been; else null. */
  readonly resumingFromMs: EpochMs | null;
  /** Everything that started from here on has been listed; 0 where nothing older is left. Null before the first round. */
  readonly readFromMs: EpochMs | null;
  /** What was over before this cannot be read, and what is held of it was read when it could: AWS keeps 90 days. */
  readonly floorMs: EpochMs;
  /** How long the index keeps an execution after its end, ms. */
  readonly keepMs: number;
  /** As of when this is told, by our clock. */
  readonly serverMs: EpochMs;
  /** Whether nothing older is left to read; true also where nothing can be read, which is a problem of its own. */
  readonly isAtEnd: boolean;
  readonly describeFailure: ReadFailure | null;
  readonly failure: ReadFailure | null;
  readonly historyFailure: ReadFailure | null;
  readonly isLogMissing: boolean;
  /** Whether histories of a Standard machine are read from its log, and why that fails: then from the API alone. */
  readonly readsHistoriesFromLog: boolean;
  readonly logFailure: ReadFailure | null;
};

/** How reading one connection stands. */
export type ConnectionReport = {
  readonly connection: string;
  readonly phase: SyncPhase;
  /** For the foot of the page. */
  readonly message: string;
  readonly progress: Progress | null;
  readonly freshMs: EpochMs | null;
  readonly intervalMs: number;
  readonly isStale: boolean;
  readonly unreadHistories: number;
  readonly executionsRead: number;
  readonly historiesRead: number;
  /** Set while nothing can be read. */
  readonly pause: ReadFailure | null;
  readonly discoveryFailure: ReadFailure | null;
  readonly isDiscovered: boolean;
  readonly machines: readonly MachineReport[];
  /** The last time at which the index was lost since the server started, until all has been read again; else null. */
  readonly indexLost: Rebuild | null;
};

/** What is less old than this is never a warning; the first round is allowed more. */
const FRESH_ENOUGH_MS = 30_000;
const FIRST_ROUND_MS = 60_000;

export function reportConnection(
  name: string,
  progress: ConnectionProgress,
  nowMs: EpochMs,
  indexLost: Rebuild | null,
): ConnectionReport {
  const read = progress.readings.filter(isReadable);
  const phase = phaseOf(progress, read, nowMs);
  const stretch = stretchOf(progress, phase, read, nowMs);
  const freshMs = freshOf(read);
  const intervalMs = Math.max(...read.map((reading) => reading.intervalMs), 0);
  const oldestMs = freshMs ?? progress.begunMs;
  return {
    connection: name,
    phase,
    message: messageOf(phase, stretch, progress, nowMs),
    progress: stretch,
    freshMs,
    intervalMs,
    isStale: nowMs - oldestMs > Math.max(2 * intervalMs, freshMs === null ? FIRST_ROUND_MS : FRESH_ENOUGH_MS),
    unreadHistories: Math.max(0, progress.historiesWanted - progress.historiesRead),
    executionsRead: progress.executionsRead,
    historiesRead: progress.historiesRead,
    pause: progress.pause,
    discoveryFailure: progress.discoveryFailure,
    isDiscovered: progress.discoveredMs !== null,
    machines: progress.readings.map((reading) => toMachineReport(reading, progress.logOf(reading.machine.arn), nowMs)),
    indexLost,
  };
}

function toMachineReport(reading: MachineReading, log: StandardLog | null, nowMs: EpochMs): MachineReport {
  const { machine, span, freshMs, describeFailure, historyFailure, isLogMissing } = reading;
  // Of a deleted machine nothing changes any more but what was open.
  const failure = reading.failure ?? (machine.status === 'DELETED' ? null : reading.walks.failure);
  return {
    machineArn: machine.arn,
    freshMs,
    catchingUpMs: reading.logLagMs > 0 ? (span?.toMs ?? null) : null,
    logShare: reading.logBehind?.share ?? null,
    resumingFromMs: freshMs === null && failure === null && isReadable(reading) ? (span?.toMs ?? null) : null,
    readFromMs: span?.fromMs ?? null,
    floorMs: floorOf(reading, nowMs),
    keepMs: reading.keepMs,
    serverMs: nowMs,
    isAtEnd: !isReadable(reading) || reachesFloor(reading, nowMs),
    describeFailure,
    failure,
    historyFailure,
    isLogMissing,
    readsHistoriesFromLog: log !== null && isHealthy(log),
    logFailure: log?.failure ?? null,
  };
}

function phaseOf(progress: ConnectionProgress, read: readonly MachineReading[], nowMs: EpochMs): SyncPhase {
  if (progress.isStopped) return 'stopped';
  if (progress.pause !== null) return 'waiting';
  if (progress.discoveredMs === null) return progress.discoveryFailure === null ? 'discovering' : 'waiting';
  if (progress.firstDoneMs === null) return 'first-read';
  const hasOlder = read.some((reading) => reading.failure === null && !isListed(reading, nowMs));
  const hasUnread = !progress.isPastDone && progress.historiesWanted > progress.historiesRead;
  return hasOlder || hasUnread ? 'back-fill' : 'following';
}

/** What has been open for long belongs to the past, too: the approvals that have waited longest. */
function isListed(reading: MachineReading, nowMs: EpochMs): boolean {
  const { machine, walks } = reading;
  return (
    reachesFloor(reading, nowMs) && (machine.type === 'EXPRESS' || walks.open.areAllKnown || walks.failure !== null)
  );
}

function reachesFloor(reading: MachineReading, nowMs: EpochMs): boolean {
  const { span, isAtEnd } = reading;
  return isAtEnd || (span !== null && span.fromMs <= floorOf(reading, nowMs));
}

function stretchOf(
  progress: ConnectionProgress,
  phase: SyncPhase,
  read: readonly MachineReading[],
  nowMs: EpochMs,
): Progress | null {
  if (phase !== 'first-read' && phase !== 'back-fill') return null;
  const floors = read.map((reading) => floorOf(reading, nowMs));
  const fromMs = phase === 'first-read' ? progress.firstFromMs : epochMs(Math.min(...floors, progress.firstFromMs));
  return measureProgress({
    fromMs,
    nowMs,
    begunMs: progress.discoveredMs ?? progress.begunMs,
    machines: read.map((reading) => ({ span: reading.span, floorMs: floorOf(reading, nowMs) })),
    histories: { read: progress.historiesRead, wanted: progress.historiesWanted },
  });
}

/** The connection is as fresh as the machine that was read longest ago. */
function freshOf(read: readonly MachineReading[]): EpochMs | null {
  let oldestMs: EpochMs | null = null;
  for (const { freshMs } of read) {
    if (freshMs === null) return null;
    if (oldestMs === null || freshMs < oldestMs) oldestMs = freshMs;
  }
  return oldestMs;
}

function messageOf(phase: SyncPhase, stretch: Progress | null, progress: ConnectionProgress, nowMs: EpochMs): string {
  switch (phase) {
    case 'starting':
    case 'discovering':
      return 'looking for state machines';
    case 'first-read':
      return stretch === null ? 'reading the last 24 h' : describeProgress('last 24 h', stretch);
    case 'back-fill':
      return stretch === null ? 'reading older executions' : describeProgress('older executions', stretch);
    case 'following':
      return 'synced';
    case 'waiting':
      return waitingWords(progress.pause ?? progress.discoveryFailure, nowMs);
    case 'stopped':
      return 'stopped';
  }
}

function waitingWords(failure: ReadFailure | null, nowMs: EpochMs): string {
  const what = failure?.code === 'disk-full' ? 'paused: the disk is nearly full' : 'waiting';
  return `${what}, ${nextTry(failure, nowMs)}`;
}

function nextTry(failure: ReadFailure | null, nowMs: EpochMs): string {
  const seconds = failure === null ? 0 : Math.ceil((failure.retryMs - nowMs) / 1_000);
  return seconds <= 0 ? 'trying now' : `next try in ${seconds} s`;
}
