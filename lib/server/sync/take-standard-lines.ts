import 'server-only';
import { textOf } from '@/lib/base/json';
import type { EpochMs } from '@/lib/base/units';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import { isOpen } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { ExecutionHistory, Watermark } from '@/lib/server/ports/index-store';
import type { IndexedExecution, StoredExecution } from '@/lib/server/ports/indexed-execution';
import { toHistoryRow } from './execution-rows';
import { answersStart } from './read-history';
import type { ConnectionDependencies } from './sync-dependencies';
import type { LinesByExecution } from './take-log-events';
import type { WaitingLines } from './waiting-lines';

/** Executions looked up and written at a time. */
const BATCH = 500;

/** Where lines go that were read of a Standard machine's log. */
export type StandardIntake = {
  readonly machineArn: string;
  readonly waiting: WaitingLines;
  /** Whether lines that wait are looked at again, too: something was listed since. */
  readonly withWaiting: boolean;
  /** Whether these lines reach the present: only they tell how far an open execution has come. */
  readonly isNewest: boolean;
  /** Told of each execution that was taken in, and the time of its latest event. */
  readonly noteTold: (executionArn: string, lastAtMs: EpochMs) => void;
};

type Taken = { readonly execution: IndexedExecution; readonly history: ExecutionHistory };

/**
 * Takes log lines of a Standard machine into the index as histories of executions that a list told of. Only a history
 * without a gap is taken: of one that has ended all of it, of an open one all up to its latest event. Whatever else was
 * read waits; the index is never told less than `GetExecutionHistory` would tell. Answers how many executions changed.
 */
export async function takeStandardLines(
  deps: ConnectionDependencies,
  intake: StandardIntake,
  lines: LinesByExecution,
  watermarks: readonly Watermark[],
): Promise<number> {
  const { waiting, machineArn } = intake;
  const batches = batchesOf(gather(intake, lines, watermarks.length > 0));
  let changed = 0;
  for (const [at, batch] of batches.entries()) {
    for (const [arn, events] of batch) waiting.add(machineArn, arn, events);
    const arns = batch.map(([arn]) => arn);
    const taken = await foldBatch(deps, intake, arns);
    changed += taken.length;
    await write(deps, taken, at === batches.length - 1 ? watermarks : []);
    for (const { execution, history } of taken) {
      waiting.drop(execution.arn);
      if (history.timeline.lastAtMs !== null) intake.noteTold(execution.arn, history.timeline.lastAtMs);
    }
    waiting.trim();
  }
  if (batches.length === 0) await write(deps, [], watermarks);
  return changed;
}

type Lines = readonly [executionArn: string, events: readonly HistoryEvent[]];

/** The lines that were read, and with the last of a slice those of other executions that wait. */
function gather(
  { waiting, machineArn, withWaiting }: StandardIntake,
  lines: LinesByExecution,
  isLast: boolean,
): readonly Lines[] {
  const read = [...lines].filter(([arn]) => !isOfMapRun(arn));
  if (!withWaiting || !isLast) return read;
  const others = waiting.executionsOf(machineArn).filter((arn) => !lines.has(arn));
  return [...read, ...others.map((arn): Lines => [arn, []])];
}

function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) => items.slice(at * BATCH, (at + 1) * BATCH));
}

/** No list of the machine tells of the executions of its map runs; they are read where somebody opens them. */
function isOfMapRun(executionArn: string): boolean {
  const parsed = parseArn(executionArn);
  return parsed.kind === 'invalid' || !isExecutionArn(parsed.arn) || parsed.arn.label !== null;
}

async function write(
  { apply, connection }: ConnectionDependencies,
  taken: readonly Taken[],
  watermarks: readonly Watermark[],
): Promise<void> {
  if (taken.length === 0 && watermarks.length === 0) return;
  await apply({
    connection: connection.name,
    machines: [],
    executions: taken.map(({ execution }) => execution),
    histories: taken.map(({ history }) => history),
    watermarks,
  });
}

async function foldBatch(
  deps: ConnectionDependencies,
  intake: StandardIntake,
  arns: readonly string[],
): Promise<readonly Taken[]> {
  const { waiting } = intake;
  const taken: Taken[] = [];
  for (const known of await deps.index.findExecutions(arns)) {
    const lines = waiting.of(known.arn);
    if (isToldAlready(known, lines)) {
      const lastAtMs = known.history?.lastAtMs ?? null;
      const hasLast = lines.some(({ id }) => id === known.history?.eventCount);
      if (known.coverage === 'full' && lastAtMs !== null && hasLast) intake.noteTold(known.arn, lastAtMs);
      waiting.drop(known.arn);
      continue;
    }
    const held = known.history === null ? [] : ((await deps.index.getEvents(known.arn)) ?? []);
    const next = fold(deps, intake, known, joinEvents(held, lines));
    if (next !== null) taken.push(next);
  }
  return taken;
}

/** True also where the API found less than all: the log is not asked to mend that. */
function isToldAlready({ coverage, history, status }: StoredExecution, lines: readonly HistoryEvent[]): boolean {
  if (coverage === 'partial' || status === 'UNKNOWN') return true;
  return coverage === 'full' && history !== null && lines.every(({ id }) => id <= history.eventCount);
}

function fold(
  { catalogue }: ConnectionDependencies,
  { isNewest }: StandardIntake,
  known: StoredExecution,
  events: readonly HistoryEvent[] | null,
): Taken | null {
  if (events === null || events.some(lacksChild)) return null;
  const timeline = foldEvents(events, catalogue.contextOf(known.machineArn, known.startedAtMs));
  const row = toHistoryRow(known, timeline, false);
  // Lists and lines arrive apart: as long as they do not agree on how it stands, one of them is still to come.
  if (row.coverage !== 'full' || (isOpen(row.status) && !isNewest)) return null;
  return {
    execution: { ...row, source: 'log' },
    history: { executionArn: known.arn, timeline, events },
  };
}

/**
 * What is held and what was logged as one history, by id; null where one is missing or two differ. Ids of a Standard
 * execution are given once, and go on when it is redriven (aws-facts §2.6). What is held may know more of an event.
 */
export function joinEvents(
  held: readonly HistoryEvent[],
  lines: readonly HistoryEvent[],
): readonly HistoryEvent[] | null {
  const byId = new Map(held.map((event) => [event.id, event]));
  for (const line of lines) {
    const same = byId.get(line.id);
    if (same === undefined) byId.set(line.id, line);
    else if (same.type !== line.type) return null;
  }
  const events = [...byId.values()].toSorted((a, b) => a.id - b.id);
  const isWhole = events.length > 0 && events[0]?.id === 1 && events.at(-1)?.id === events.length;
  return isWhole ? events : null;
}

/** Lines without data, or cut, do not tell which execution a task started; a reading through the API looks that up. */
function lacksChild(event: HistoryEvent): boolean {
  return answersStart(event) && textOf(event.details, 'output') === undefined;
}
