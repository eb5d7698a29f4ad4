import 'server-only';
import { textOf } from '@/lib/base/json';
import type { EpochMs } from '@/lib/base/units';
import { aliasIn, formatArn, isExecutionArn, machineOf, parseArn, versionIn } from '@/lib/domain/arn';
import { isOpen } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { LogCourse } from '@/lib/domain/history/log-course';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { IndexedExecution, StartedWith, StoredExecution } from '@/lib/server/ports/indexed-execution';

/** The row of an execution that only a list told of, over what the index holds of it; null where it says nothing new. */
export function toListedRow(listed: ListedExecution, stored: StoredExecution | undefined): IndexedExecution | null {
  const startedWith = qualifiersOf(listed);
  if (stored !== undefined && !saysMore(listed, stored)) {
    // Rows from logs, and from before it was kept, do not tell what an execution was started by.
    return stored.startedWith === null ? { ...toRow(stored), startedWith } : null;
  }
  const isHeld = stored !== undefined && stored.history !== null;
  return {
    arn: listed.arn,
    machineArn: listed.machineArn,
    name: listed.name,
    type: 'STANDARD',
    status: listed.status,
    startedAtMs: listed.startedAtMs,
    endedAtMs: listed.endedAtMs,
    error: null,
    cause: null,
    failedState: null,
    retries: isHeld ? stored.retries : null,
    redriveCount: listed.redriveCount,
    startedWith,
    hasInput: null,
    hasOutput: null,
    source: 'history',
    // Also where an older history is held: `none` is what makes the index ask for it again.
    coverage: 'none',
  };
}

/** What the index holds of an execution, as it takes it in. */
export function toRow({ connection: _, durationMs: __, history: ___, ...row }: StoredExecution): IndexedExecution {
  return row;
}

/** Lists lag behind (aws-facts §1.2): one that still says RUNNING of what has ended, without a redrive since, is old. */
function saysMore(listed: ListedExecution, stored: StoredExecution): boolean {
  if (listed.redriveCount !== stored.redriveCount) return listed.redriveCount > stored.redriveCount;
  if (isOpen(listed.status)) return false;
  return listed.status !== stored.status;
}

function qualifiersOf({ versionArn, aliasArn }: Pick<ListedExecution, 'versionArn' | 'aliasArn'>): StartedWith {
  return { version: versionIn(versionArn), alias: aliasIn(aliasArn) };
}

/** What the events of an execution tell for its row. */
function toldBy(timeline: Timeline) {
  const visits = new Map(timeline.visits.map((visit) => [visit.id, visit]));
  const fatal = timeline.fatalVisits.at(-1);
  return {
    error: timeline.failure?.error ?? null,
    cause: timeline.failure?.cause ?? null,
    failedState: fatal === undefined ? null : (visits.get(fatal)?.state ?? null),
    retries: timeline.visits.reduce(
      (total, { attempts }) => total + attempts.filter(({ kind }) => kind === 'retry').length,
      0,
    ),
  };
}

/** What is known of a Standard execution besides its history: from `DescribeExecution`, a list, or the index. */
export type KnownExecution = Pick<
  IndexedExecution,
  'arn' | 'machineArn' | 'name' | 'status' | 'startedAtMs' | 'endedAtMs' | 'redriveCount' | 'startedWith'
>;

/**
 * The row of a Standard execution whose history was read. Summary and history are read apart and either may be older:
 * the one that knows of more redrives is newer, else the one that knows of an end. `isGone`: AWS has no more of it.
 */
export function toHistoryRow(known: KnownExecution, timeline: Timeline, isGone: boolean): IndexedExecution {
  const historyIsNewer = known.redriveCount <= timeline.redrives.length && !isOpen(timeline.status);
  const status = historyIsNewer ? timeline.status : known.status;
  const isBehind = known.redriveCount > timeline.redrives.length || isOpen(timeline.status) !== isOpen(status);
  return {
    arn: known.arn,
    machineArn: known.machineArn,
    name: known.name,
    type: 'STANDARD',
    status,
    startedAtMs: known.startedAtMs,
    endedAtMs: historyIsNewer ? timeline.endedAtMs : known.endedAtMs,
    ...toldBy(timeline),
    redriveCount: Math.max(known.redriveCount, timeline.redrives.length),
    startedWith: known.startedWith,
    hasInput: true,
    hasOutput: status === 'SUCCEEDED',
    source: 'history',
    coverage: status === 'UNKNOWN' ? 'partial' : coverageOf(timeline, isBehind && !isGone),
  };
}

/** `none` asks for another reading: the history does not reach as far as the summary. */
function coverageOf(timeline: Timeline, isBehind: boolean): IndexedExecution['coverage'] {
  if (isBehind) return 'none';
  const isWhole = timeline.eventCount > 0 && timeline.missingIds === 0 && timeline.unplacedEvents.length === 0;
  return isWhole ? 'full' : 'partial';
}

/** The row of an execution known by its log lines. `firstAtMs` is the time of the earliest line. */
export function toLogRow(
  arn: string,
  course: LogCourse,
  { firstAtMs, includesData }: { readonly firstAtMs: EpochMs; readonly includesData: boolean },
): IndexedExecution | null {
  const parsed = parseArn(arn);
  if (parsed.kind === 'invalid' || !isExecutionArn(parsed.arn)) return null;
  const { timeline, status, events } = course;
  return {
    arn,
    machineArn: formatArn(machineOf(parsed.arn)),
    name: parsed.arn.name,
    type: parsed.arn.kind === 'express' ? 'EXPRESS' : 'STANDARD',
    status,
    startedAtMs: timeline.startedAtMs ?? firstAtMs,
    endedAtMs: timeline.endedAtMs,
    ...toldBy(timeline),
    redriveCount: timeline.redrives.length,
    startedWith: namedIn(events),
    hasInput: includesData,
    hasOutput: includesData && status === 'SUCCEEDED',
    source: 'log',
    coverage: coverageOfLog(course),
  };
}

/**
 * What the first event names. Where it names nothing, that is not taken for "started by the bare machine": which members
 * lines keep that are written without data has not been recorded of all of them (aws-facts §4.2).
 */
function namedIn(events: readonly HistoryEvent[]): StartedWith | null {
  const details = events.find(({ type }) => type === 'ExecutionStarted')?.details ?? {};
  const told = qualifiersOf({
    versionArn: textOf(details, 'stateMachineVersionArn') ?? null,
    aliasArn: textOf(details, 'stateMachineAliasArn') ?? null,
  });
  return told.version === null && told.alias === null ? null : told;
}

function coverageOfLog({ isComplete, isRepeated, status }: LogCourse): IndexedExecution['coverage'] {
  if (isRepeated) return 'several';
  return isComplete && status !== 'UNKNOWN' ? 'full' : 'partial';
}
