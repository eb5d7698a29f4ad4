import 'server-only';
import type { FiguresWindow, HistoryShare, MachineFigures, Percentiles } from '@/lib/server/ports/index-figures';
import type { Catalog } from './catalog';
import { decoder, FAILURE_KIND_CODES, STATUS_CODES } from './codes';
import { bucketMiddleMs } from './duration-bucket';
import { NO_COUNTS } from './list-executions';
import { executionFigures } from './queries/execution-figures';
import { executionSpark } from './queries/execution-spark';
import { openExecutions } from './queries/open-executions';
import { worstStates } from './queries/worst-states';
import type { Session } from './session';

const SPARK_PARTS = 24;

const toStatus = decoder(STATUS_CODES);
const toFailureKind = decoder(FAILURE_KIND_CODES);

/** The buckets at these ranks, as statements give them. */
type BucketRanks = { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };

type Changing<T> = { -readonly [Member in keyof T]: T[Member] };

/** Percentiles as durations; null where nothing was counted. */
export function toPercentiles({ p50, p95, p99 }: BucketRanks): Percentiles | null {
  if (p50 === null || p95 === null || p99 === null) return null;
  return { p50: bucketMiddleMs(p50), p95: bucketMiddleMs(p95), p99: bucketMiddleMs(p99) };
}

/** The overview's table: one entry per machine with executions in the window or open now, in the order of their names. */
export async function readMachineFigures(
  session: Session,
  catalog: Catalog,
  window: FiguresWindow,
): Promise<readonly MachineFigures[]> {
  const machines = catalog.numbersOf(window.machineArns);
  const range = { from: window.fromMs, to: window.toMs };
  const figures = new Map<number, Changing<MachineFigures>>();
  const figuresOf = (machine: number) => {
    const known = figures.get(machine) ?? emptyFigures(catalog.machineOf(machine).arn);
    figures.set(machine, known);
    return known;
  };
  for (const row of await session.all(executionFigures(machines), range)) {
    const of = figuresOf(row.machine);
    const status = toStatus(row.status);
    of.counts = { ...of.counts, [status]: row.n };
    of.durationMs = toPercentiles(row);
    if (status === 'SUCCEEDED') of.histories = { succeeded: row.n, succeededRead: row.covered };
  }
  const width = (window.toMs - window.fromMs) / SPARK_PARTS;
  for (const row of await session.all(executionSpark(machines), { ...range, width, parts: SPARK_PARTS })) {
    const of = figuresOf(row.machine);
    of.spark = of.spark.with(row.part, { ok: row.ok, failed: row.failed });
  }
  for (const { machine, n } of await session.all(openExecutions(machines), {})) figuresOf(machine).running = n;
  for (const row of await session.all(worstStates(machines), range)) {
    const { machine, kind, error, n: count } = row;
    figuresOf(machine).worstState = {
      state: catalog.stateOf(row.state).name,
      kind: toFailureKind(kind),
      error,
      count,
    };
  }
  return [...figures.values()].filter(hasExecutions).toSorted((a, b) => (a.machineArn < b.machineArn ? -1 : 1));
}

/** A machine's executions of the window can all have been replaced by ones of another time; nothing is left of it then. */
function hasExecutions({ counts, running, worstState }: MachineFigures): boolean {
  return running > 0 || worstState !== null || Object.values(counts).some((count) => count > 0);
}

const NO_HISTORIES: HistoryShare = { succeeded: 0, succeededRead: 0 };

function emptyFigures(machineArn: string): Changing<MachineFigures> {
  return {
    machineArn,
    counts: NO_COUNTS,
    running: 0,
    durationMs: null,
    spark: Array.from({ length: SPARK_PARTS }, () => ({ ok: 0, failed: 0 })),
    worstState: null,
    histories: NO_HISTORIES,
  };
}
