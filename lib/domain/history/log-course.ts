import type { EpochMs } from '@/lib/base/units';
import { type ExecutionStatus, isOpen, type MachineType } from '@/lib/domain/execution-status';
import { type FoldContext, foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { HistoryEvent } from './history-event';
import { overlappingRuns, separateRuns } from './log-runs';

/** An Express run ends within 5 minutes, and its lines arrive within one more (aws-facts §4.3). */
export const EXPRESS_LIMIT_MS = 6 * 60_000;

/** What the log lines of one execution ARN tell of its latest run. */
export type LogCourse = {
  readonly events: readonly HistoryEvent[];
  readonly timeline: Timeline;
  readonly status: ExecutionStatus;
  /** False where lines are missing, runs overlap, or more than one run was logged under the ARN. */
  readonly isComplete: boolean;
  /** More than one run was logged under the ARN. */
  readonly isRepeated: boolean;
};

type LogFacts = {
  readonly type: MachineType;
  readonly nowMs: EpochMs;
  readonly context?: FoldContext;
  /** The runs are known to overlap, from records that are not among these. */
  readonly isMixed?: boolean;
};

/**
 * Folds the lines of one execution ARN. AWS may run an asynchronous Express execution more than once (aws-facts §4.3):
 * of runs one after the other the last is taken; of overlapping runs nothing is known but an end they agree on. `nowMs`
 * decides whether a run without an end can still be running.
 */
export function readLogCourse(
  records: readonly HistoryEvent[],
  { type, nowMs, context, isMixed = false }: LogFacts,
): LogCourse {
  const separated = isMixed ? overlappingRuns(records) : separateRuns(records, type);
  if (separated.kind === 'overlapping') return readOverlapping(records, separated, { type, nowMs });
  const events = (separated.runs.at(-1) ?? []).toSorted((a, b) => a.id - b.id);
  const timeline = foldEvents(events, context);
  const hasAll = events.length > 0 && timeline.missingIds === 0 && timeline.unplacedEvents.length === 0;
  const isRepeated = separated.runs.length > 1;
  const status = logStatus(timeline, type, nowMs);
  return { events, timeline, status, isComplete: hasAll && !isRepeated, isRepeated };
}

/**
 * Runs that cannot be told apart: an end that all had is theirs, ends that differ leave it unknown. While fewer ends than
 * runs were logged it goes on, or went silent.
 */
function readOverlapping(
  records: readonly HistoryEvent[],
  { runs, ends }: { readonly runs: number; readonly ends: readonly HistoryEvent[] },
  { type, nowMs }: Pick<LogFacts, 'type' | 'nowMs'>,
): LogCourse {
  const hasEnded = ends.length >= runs;
  const events = hasEnded ? agreedEnd(ends) : [];
  const timeline = foldEvents(events);
  const open = { ...timeline, lastAtMs: foldEvents(records).lastAtMs };
  const status = hasEnded && events.length === 0 ? 'UNKNOWN' : logStatus(open, type, nowMs);
  return { events, timeline, status, isComplete: false, isRepeated: true };
}

/** How an execution stands by its log: silence is `RUNNING` while it may be that, else `UNKNOWN`. */
export function logStatus(timeline: Timeline, type: MachineType, nowMs: EpochMs): ExecutionStatus {
  if (!isOpen(timeline.status)) return timeline.status;
  if (type === 'EXPRESS') {
    const since = timeline.startedAtMs ?? timeline.lastAtMs ?? nowMs;
    return nowMs - since < EXPRESS_LIMIT_MS ? 'RUNNING' : 'UNKNOWN';
  }
  // A log at level ERROR or FATAL writes nothing of a success, so its silence does not mean that the run goes on.
  return timeline.missingIds > 0 ? 'UNKNOWN' : 'RUNNING';
}

/** The end that all overlapping runs had; nothing where they ended differently. */
export function agreedEnd(ends: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const last = ends.at(-1);
  return last !== undefined && ends.every((end) => end.type === last.type) ? [last] : [];
}
