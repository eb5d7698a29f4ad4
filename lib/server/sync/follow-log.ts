import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { EXPRESS_LIMIT_MS } from '@/lib/domain/history/log-course';
import { awsNow } from './aws-clock';
import { nextLength, nextSlice, olderSlice } from './log-slices';
import { type LogIntake, type ReadableLog, readLogSlice } from './read-log-slice';
import { type Span, spanWatermark } from './span';
import type { ConnectionDependencies } from './sync-dependencies';
import { type LogMachine, takeLogEvents } from './take-log-events';

/** What a round or a step over a log reached. `gone`: the log group does not exist. */
export type LogStep =
  | {
      readonly kind: 'read';
      readonly span: Span;
      readonly taken: number;
      readonly lengthMs: number;
      /** How much has been logged, as time, that the round did not reach; 0 where it reached the present. */
      readonly lagMs: number;
    }
  | { readonly kind: 'gone' };

/** Open executions looked at in one round. */
const STALE_AT_ONCE = 500;

/** Takes lines in as all that is known of the executions: those of Express ones. */
export function expressIntake(deps: ConnectionDependencies, machine: LogMachine): LogIntake {
  return {
    take: (lines, watermarks) => takeLogEvents(deps, deps.connection, machine, lines, watermarks),
    toWatermark: (span) => spanWatermark(machine.arn, span),
  };
}

/** Where a log stands: what was read, how long the next slice is, and how far behind the present the last one ended. */
export type LogState = { readonly span: Span | null; readonly sliceMs: number; readonly lagMs: number };

/** Reads what is new in an Express machine's log, and closes what went silent. */
export async function followExpress(
  deps: ConnectionDependencies,
  machine: ReadableLog,
  state: LogState,
): Promise<LogStep> {
  const step = await followLog(deps, machine, expressIntake(deps, machine), state);
  if (step.kind === 'gone') return step;
  return { ...step, taken: step.taken + (await closeSilent(deps, machine, step.span.toMs)) };
}

/** Reads what is new in a machine's log, one slice; a server that was down catches up slice by slice. */
export async function followLog(
  deps: ConnectionDependencies,
  machine: ReadableLog,
  intake: LogIntake,
  { span, sliceMs, lagMs }: LogState,
): Promise<LogStep> {
  const nowMs = awsNow(deps.clock, deps.connection);
  const known = span ?? { fromMs: nowMs, toMs: nowMs };
  const slice = nextSlice(known, nowMs, sliceMs, lagMs);
  const reached = { fromMs: known.fromMs, toMs: epochMs(Math.max(known.toMs, slice.toMs)) };
  const result = await readLogSlice(deps, machine, intake, slice, [intake.toWatermark(reached)]);
  if (result.kind === 'gone') return result;
  return {
    kind: 'read',
    span: reached,
    taken: result.changed,
    lengthMs: nextLength(sliceMs, result.pages),
    lagMs: Math.max(0, nowMs - reached.toMs),
  };
}

/** Reads one slice further into the past of a machine's log, as far as `floorMs`. */
export async function readOlderLog(
  deps: ConnectionDependencies,
  machine: ReadableLog,
  intake: LogIntake,
  span: Span,
  floorMs: EpochMs,
  lengthMs: number,
): Promise<LogStep> {
  const slice = olderSlice(span, floorMs, lengthMs);
  if (slice === null) return { kind: 'read', span, taken: 0, lengthMs, lagMs: 0 };
  const reached = { fromMs: slice.fromMs, toMs: span.toMs };
  const result = await readLogSlice(deps, machine, intake, slice, [intake.toWatermark(reached)]);
  if (result.kind === 'gone') return result;
  const length = nextLength(lengthMs, result.pages);
  return { kind: 'read', span: reached, taken: result.changed, lengthMs: length, lagMs: 0 };
}

/** A run without an end that is older, by what was read, than Express runs can be: its end was not logged. */
async function closeSilent(deps: ConnectionDependencies, machine: LogMachine, readToMs: EpochMs): Promise<number> {
  const { index, connection } = deps;
  const { rows } = await index.listExecutions({
    machineArns: [machine.arn],
    statuses: ['RUNNING'],
    fromMs: epochMs(0),
    toMs: epochMs(Math.max(0, readToMs - EXPRESS_LIMIT_MS)),
    sort: 'started',
    limit: STALE_AT_ONCE,
  });
  const silent = new Map(rows.map(({ arn }) => [arn, []]));
  return silent.size === 0 ? 0 : takeLogEvents(deps, connection, machine, silent, []);
}
