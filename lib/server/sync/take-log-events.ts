import 'server-only';
import { isJsonObject, textOf } from '@/lib/base/json';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { isOpen } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { EXPRESS_LIMIT_MS, type LogCourse, readLogCourse } from '@/lib/domain/history/log-course';
import { isRunEnd } from '@/lib/domain/history/log-runs';
import { withoutData } from '@/lib/domain/history/payload-fields';
import { toKeptPayload } from '@/lib/domain/kept-payload';
import type { Secrets } from '@/lib/domain/redact-secrets';
import type { Connection } from '@/lib/server/ports/aws';
import type { ExecutionHistory, ExecutionPayload, IndexedMachine, Watermark } from '@/lib/server/ports/index-store';
import type { IndexedExecution, StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import { toLogRow, toRow } from './execution-rows';
import type { SyncDependencies } from './sync-dependencies';

export type LogMachine = Pick<IndexedMachine, 'arn' | 'type' | 'logging'>;

/** Log lines by the execution they belong to. */
export type LinesByExecution = ReadonlyMap<string, readonly HistoryEvent[]>;

/** Executions looked up and written at a time. */
const BATCH = 500;

/** `history` is null where the one that is held stays. */
type Folded = {
  readonly execution: IndexedExecution;
  readonly history: ExecutionHistory | null;
  readonly payloads?: readonly ExecutionPayload[];
};

/**
 * Takes log lines of one machine into the index, together with those held of the same executions: slices overlap, lines
 * come late and twice, and an execution may lie across two slices. Answers how many executions changed. `watermarks` are
 * written with the last rows.
 */
export async function takeLogEvents(
  deps: SyncDependencies,
  connection: Connection,
  machine: LogMachine,
  lines: LinesByExecution,
  watermarks: readonly Watermark[],
): Promise<number> {
  const all = [...lines];
  let changed = 0;
  for (let at = 0; at < all.length; at += BATCH) {
    const secrets = connection.secretsOf(machine.arn);
    const isHidden = connection.payloadPolicyOf(machine.arn) === 'hidden';
    const told = await foldBatch(deps, machine, all.slice(at, at + BATCH), awsNow(deps.clock, connection));
    const folded = isHidden
      ? told
      : told.map((each) => ({ ...each, payloads: payloadsIn(each.execution, lines, secrets) }));
    changed += folded.length;
    await write(deps, connection.name, folded, at + BATCH >= all.length ? watermarks : []);
  }
  if (all.length === 0) await write(deps, connection.name, [], watermarks);
  return changed;
}

/** Input and output, where lines that carry them are among these. */
function payloadsIn(
  { arn, startedAtMs }: IndexedExecution,
  lines: LinesByExecution,
  secrets: Secrets,
): readonly ExecutionPayload[] {
  return (lines.get(arn) ?? []).flatMap(({ type, details }) => {
    const part = type === 'ExecutionStarted' ? 'input' : type === 'ExecutionSucceeded' ? 'output' : null;
    const text = part === null ? undefined : textOf(details, part);
    if (part === null || text === undefined) return [];
    const about = details[`${part}Details`];
    const kept = toKeptPayload(text, secrets);
    const isCut = kept.isCut || (isJsonObject(about) && about['truncated'] === true);
    return [{ executionArn: arn, startedAtMs, part, kept: { text: kept.text, isCut } }];
  });
}

async function write(
  { apply }: SyncDependencies,
  connection: string,
  folded: readonly Folded[],
  watermarks: readonly Watermark[],
): Promise<void> {
  if (folded.length === 0 && watermarks.length === 0) return;
  await apply({
    connection,
    machines: [],
    executions: folded.map(({ execution }) => execution),
    histories: folded.flatMap(({ history }) => history ?? []),
    watermarks,
    payloads: folded.flatMap(({ payloads = [] }) => payloads),
  });
}

async function foldBatch(
  deps: SyncDependencies,
  machine: LogMachine,
  batch: readonly (readonly [string, readonly HistoryEvent[]])[],
  nowMs: EpochMs,
): Promise<readonly Folded[]> {
  const stored = new Map((await deps.index.findExecutions(batch.map(([arn]) => arn))).map((row) => [row.arn, row]));
  const folded: Folded[] = [];
  for (const [arn, lines] of batch) {
    const known = stored.get(arn);
    if (known !== undefined && saysNothingNew(known, lines)) continue;
    const held = known?.history == null ? [] : ((await deps.index.getEvents(arn)) ?? []);
    const next = fold(deps, machine, { arn, known, held, lines: lines.map(withoutData), nowMs });
    if (next !== null && isChange(next, known, held.length)) folded.push(next);
  }
  return folded;
}

/**
 * True for lines of an execution that is held whole: nothing later than its end, no id beyond the last, and no start or
 * end but its own. A second run may lie within the times of the first.
 */
function saysNothingNew(known: StoredExecution, lines: readonly HistoryEvent[]): boolean {
  const { history, startedAtMs, endedAtMs } = known;
  if (history === null || known.coverage !== 'full' || isOpen(known.status)) return false;
  return lines.every(
    (line) =>
      line.id <= history.eventCount &&
      line.atMs <= (history.lastAtMs ?? 0) &&
      (line.type !== 'ExecutionStarted' || line.atMs === startedAtMs) &&
      (!isRunEnd(line) || line.atMs === endedAtMs),
  );
}

function isChange({ execution, history }: Folded, known: StoredExecution | undefined, heldEvents: number): boolean {
  return (
    known === undefined ||
    (history !== null && history.events.length !== heldEvents) ||
    execution.status !== known.status ||
    execution.endedAtMs !== known.endedAtMs ||
    execution.coverage !== known.coverage
  );
}

/** An execution, what is held of it, and the lines that were read of it. */
type Gathered = {
  readonly arn: string;
  readonly known: StoredExecution | undefined;
  readonly held: readonly HistoryEvent[];
  readonly lines: readonly HistoryEvent[];
  readonly nowMs: EpochMs;
};

function fold({ catalogue }: SyncDependencies, machine: LogMachine, gathered: Gathered): Folded | null {
  const { arn, known, held, nowMs } = gathered;
  const records = [...held, ...linesOfLastRun(gathered)];
  const firstAtMs = earliest(records);
  if (firstAtMs === null) return known === undefined ? null : foldSilent(known, nowMs);
  const context = catalogue.contextOf(machine.arn, firstAtMs);
  const facts = { type: machine.type, nowMs, context };
  let course = readLogCourse(records, facts);
  const isMixed = known?.coverage === 'several' && !beginsRun(held);
  if (isMixed && !(course.isRepeated && beginsRun(course.events))) {
    // A slice may begin in the middle of runs that overlap, and would show the rest of one as if it were all.
    if (!isOpen(known.status)) return null;
    course = readLogCourse(records, { ...facts, isMixed });
  }
  const row = toLogRow(arn, course, { firstAtMs, includesData: machine.logging?.includesData ?? false });
  if (row === null) return null;
  const isRepeated = course.isRepeated || known?.coverage === 'several';
  const coverage = isRepeated ? 'several' : row.coverage;
  // What has ended stays so, and stays shown, until another run has that can be told apart.
  if (known !== undefined && isRepeated && isEnded(known) && !(isEnded(row) && beginsRun(course.events))) {
    return { execution: { ...toRow(known), coverage }, history: null };
  }
  return { execution: { ...row, coverage }, history: { executionArn: arn, ...toHistory(course) } };
}

/** Where a run of several is held whole, lines from before it are another's: a slice may begin in the middle of that. */
function linesOfLastRun({ known, held, lines }: Gathered): readonly HistoryEvent[] {
  const [first] = held;
  if (known?.coverage !== 'several' || first === undefined || !beginsRun(held)) return lines;
  return lines.filter(({ atMs }) => atMs >= first.atMs);
}

function beginsRun([first]: readonly HistoryEvent[]): boolean {
  return first?.id === 1;
}

function isEnded({ status }: IndexedExecution): boolean {
  return !isOpen(status) && status !== 'UNKNOWN';
}

/** Overlapping runs leave nothing to hold while they go on, so that none of them ended is told by the time alone. */
function foldSilent(known: StoredExecution, nowMs: EpochMs): Folded | null {
  if (!isOpen(known.status) || nowMs - known.startedAtMs < EXPRESS_LIMIT_MS) return null;
  return { execution: { ...toRow(known), status: 'UNKNOWN' }, history: null };
}

/** Silence that lasted too long is an end of its own kind, and the history held of it is up to date. */
function toHistory({ timeline, status, events }: LogCourse) {
  return { timeline: { ...timeline, status }, events };
}

function earliest(lines: readonly HistoryEvent[]): EpochMs | null {
  const first = lines.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  return Number.isFinite(first) ? epochMs(first) : null;
}
