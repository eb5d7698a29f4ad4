import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { isOpen } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { readLogCourse } from '@/lib/domain/history/log-course';
import { withoutData } from '@/lib/domain/history/payload-fields';
import type { Connection } from '@/lib/server/ports/aws';
import type { ExecutionHistory, IndexedMachine, Watermark } from '@/lib/server/ports/index-store';
import type { IndexedExecution, StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import { toLogRow } from './execution-rows';
import type { SyncDependencies } from './sync-dependencies';

export type LogMachine = Pick<IndexedMachine, 'arn' | 'type' | 'logging'>;

/** Log lines by the execution they belong to. */
export type LinesByExecution = ReadonlyMap<string, readonly HistoryEvent[]>;

/** Executions looked up and written at a time. */
const BATCH = 500;

type Folded = { readonly execution: IndexedExecution; readonly history: ExecutionHistory };

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
    const folded = await foldBatch(deps, machine, all.slice(at, at + BATCH), awsNow(deps.clock, connection));
    changed += folded.length;
    await write(deps, connection.name, folded, at + BATCH >= all.length ? watermarks : []);
  }
  if (all.length === 0) await write(deps, connection.name, [], watermarks);
  return changed;
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
    histories: folded.map(({ history }) => history),
    watermarks,
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
    const next = fold(deps, machine, { arn, lines: [...held, ...lines.map(withoutData)], nowMs });
    if (next !== null && isChange(next, known, held.length)) folded.push(next);
  }
  return folded;
}

/** True for lines of an execution that is held whole: nothing later than its end, no id beyond the last. */
function saysNothingNew(known: StoredExecution, lines: readonly HistoryEvent[]): boolean {
  const { history } = known;
  if (history === null || known.coverage !== 'full' || isOpen(known.status)) return false;
  return lines.every((line) => line.id <= history.eventCount && line.atMs <= (history.lastAtMs ?? 0));
}

function isChange({ execution, history }: Folded, known: StoredExecution | undefined, heldEvents: number): boolean {
  return (
    known === undefined ||
    history.events.length !== heldEvents ||
    execution.status !== known.status ||
    execution.coverage !== known.coverage
  );
}

function fold(
  { catalogue }: SyncDependencies,
  machine: LogMachine,
  { arn, lines, nowMs }: { readonly arn: string; readonly lines: readonly HistoryEvent[]; readonly nowMs: EpochMs },
): Folded | null {
  const firstAtMs = earliest(lines);
  if (firstAtMs === null) return null;
  const context = catalogue.contextOf(machine.arn, firstAtMs);
  const course = readLogCourse(lines, { type: machine.type, nowMs, context });
  const execution = toLogRow(arn, course, { firstAtMs, includesData: machine.logging?.includesData ?? false });
  if (execution === null) return null;
  // Silence that lasted too long is an end of its own kind, and the history held of it is up to date.
  const timeline = { ...course.timeline, status: course.status };
  return { execution, history: { executionArn: arn, timeline, events: course.events } };
}

function earliest(lines: readonly HistoryEvent[]): EpochMs | null {
  const first = lines.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  return Number.isFinite(first) ? epochMs(first) : null;
}
