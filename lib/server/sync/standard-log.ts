import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { IndexedMachine, ToldByLog, Watermark } from '@/lib/server/ports/index-store';
import type { ReadFailure } from './failure';
import { FIRST_SLICE_MS } from './log-slices';
import { BUSY_INTERVAL_MS } from './pace';
import type { ReadableLog } from './read-log-slice';
import type { Span } from './span';

/** What reading the log of one Standard machine stands at. Changed in place by its lane and by nobody else. */
export type StandardLog = {
  readonly machineArn: string;
  readonly logGroupArn: string;
  /** Stretch of log time that has been read; null before the first round. */
  span: Span | null;
  sliceMs: number;
  isBusy: boolean;
  dueMs: EpochMs;
  intervalMs: number;
  /** How much is logged that has not been read yet, as time, and whether that is not getting less. */
  lagMs: number;
  isBehind: boolean;
  /** Since when, by AWS's clock, this process follows it; null before the first round. */
  followedFromMs: EpochMs | null;
  /** Something was listed since the last round: lines that wait for it may be taken now. */
  hasNews: boolean;
  isMissing: boolean;
  failure: ReadFailure | null;
};

/**
 * What has ended is told by the log within this time, by what has been read of the log: a little longer than each round
 * reads back for lines that come late. Else the API is asked.
 */
export const ENDED_TOLD_WITHIN_MS = 3 * 60_000;

/** What is open is asked for through the API this long after its start: somebody may be waiting for it. */
const OPEN_TOLD_WITHIN_MS = 30_000;

const NEVER = epochMs(8.64e15);

export function newStandardLog(machineArn: string, logGroupArn: string, nowMs: EpochMs): StandardLog {
  return {
    machineArn,
    logGroupArn,
    span: null,
    sliceMs: FIRST_SLICE_MS,
    isBusy: false,
    dueMs: nowMs,
    intervalMs: BUSY_INTERVAL_MS,
    lagMs: 0,
    isBehind: false,
    followedFromMs: null,
    hasNews: false,
    isMissing: false,
    failure: null,
  };
}

/** The log that tells the histories of a Standard machine; null where the API has to: only level ALL writes every event. */
export function standardLogOf(machine: IndexedMachine): ReadableLog | null {
  const { type, status, logging } = machine;
  if (type !== 'STANDARD' || status === 'DELETED' || logging?.level !== 'ALL') return null;
  const { logGroupArn } = logging;
  return logGroupArn === null ? null : { ...machine, logGroupArn };
}

/** Apart from the span of its lists: the log is read at its own pace. */
export function logSpanKey(machineArn: string): string {
  return `log-span:${machineArn}`;
}

export function logSpanWatermark(machineArn: string, { fromMs, toMs }: Span): Watermark {
  return { key: logSpanKey(machineArn), value: { fromMs, toMs } };
}

/** Whether the log can be read now; where it cannot, everything is read through the API. */
export function isHealthy({ failure, isMissing }: StandardLog): boolean {
  return failure === null && !isMissing;
}

/** What the log is about to tell, so that no call is spent on it; null where it tells nothing. `floorMs`: it is read back to there. */
export function aboutToTell(log: StandardLog, floorMs: EpochMs, awsNowMs: EpochMs): ToldByLog | null {
  const { machineArn, span, followedFromMs, isBehind } = log;
  if (!isHealthy(log)) return null;
  if (span === null || followedFromMs === null) {
    // Nothing has been read yet, which takes one call: until then the log may have all of it.
    return { machineArn, startedFromMs: floorMs, startedToMs: NEVER, endedFromMs: NEVER, openFromMs: awsNowMs };
  }
  return {
    machineArn,
    startedFromMs: floorMs,
    startedToMs: span.fromMs,
    endedFromMs: isBehind ? NEVER : epochMs(Math.max(0, span.toMs - ENDED_TOLD_WITHIN_MS)),
    openFromMs: epochMs(Math.max(followedFromMs, awsNowMs - OPEN_TOLD_WITHIN_MS)),
  };
}
