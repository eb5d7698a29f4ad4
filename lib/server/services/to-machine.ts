import 'server-only';
import type { Machine, MachineFiguresAnswer, StatusCounts } from '@/lib/contract/machines';
import { parseArn } from '@/lib/domain/arn';
import { EXECUTION_STATUSES } from '@/lib/domain/execution-status';
import type { HistoryShare, MachineFigures } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { MachineReport } from '@/lib/server/sync/sync-report';
import { coverageOfMachine, showsFailuresOnly } from './coverage';
import { findMachineProblems } from './machine-problems';
import { toDate, toDateOrNull } from './time-window';

const SPARK_PARTS = 24;
const NO_HISTORIES: HistoryShare = { succeeded: 0, succeededRead: 0 };

type Known = {
  readonly figures: MachineFigures | null;
  readonly report: MachineReport | null;
  readonly window: Parameters<typeof coverageOfMachine>[3];
};

/** One machine as a row leaves the server. Without figures nothing of it ran in the window. */
export function toMachine(machine: IndexedMachine, { figures, report, window }: Known): Machine {
  const place = parseArn(machine.arn);
  const { logging } = machine;
  return {
    stateMachineArn: machine.arn,
    connection: machine.connection,
    name: machine.name,
    type: machine.type,
    accountId: place.kind === 'ok' ? place.arn.account : '',
    region: place.kind === 'ok' ? place.arn.region : '',
    status: machine.status,
    creationDate: toDate(machine.createdAtMs),
    loggingConfiguration:
      logging === null
        ? null
        : { level: logging.level, includeExecutionData: logging.includesData, logGroupArn: logging.logGroupArn },
    revisionId: machine.revisionId,
    source: machine.type === 'EXPRESS' || report?.readsHistoriesFromLog === true ? 'log' : 'history',
    freshDate: toDateOrNull(report?.freshMs ?? null),
    figures: figures === null ? emptyFigures() : toFigures(figures, showsFailuresOnly(machine)),
    coverage: coverageOfMachine(machine, report, figures?.histories ?? NO_HISTORIES, window),
    problems: findMachineProblems(machine, report),
  };
}

/** @param failuresOnly neither a rate nor a duration can be told then: successes and beginnings are in no log */
function toFigures(figures: MachineFigures, failuresOnly: boolean): MachineFiguresAnswer {
  const { counts, running, spark, worstState } = figures;
  const durationMs = failuresOnly ? null : figures.durationMs;
  const total = EXECUTION_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  const judged = counts.SUCCEEDED + counts.FAILED + counts.TIMED_OUT;
  return {
    executions: total,
    counts: toCounts(counts),
    successRate: judged === 0 || failuresOnly ? null : counts.SUCCEEDED / judged,
    running,
    p50Ms: durationMs?.p50 ?? null,
    p95Ms: durationMs?.p95 ?? null,
    spark: spark.map(({ ok, failed }) => ({ ok, failed })),
    worstState:
      worstState === null
        ? null
        : { state: worstState.state, kind: worstState.kind, error: worstState.error, count: worstState.count },
  };
}

function emptyFigures(): MachineFiguresAnswer {
  return {
    executions: 0,
    counts: toCounts(null),
    successRate: null,
    running: 0,
    p50Ms: null,
    p95Ms: null,
    spark: Array.from({ length: SPARK_PARTS }, () => ({ ok: 0, failed: 0 })),
    worstState: null,
  };
}

function toCounts(counts: StatusCounts | null): StatusCounts {
  return {
    RUNNING: counts?.RUNNING ?? 0,
    SUCCEEDED: counts?.SUCCEEDED ?? 0,
    FAILED: counts?.FAILED ?? 0,
    TIMED_OUT: counts?.TIMED_OUT ?? 0,
    ABORTED: counts?.ABORTED ?? 0,
    PENDING_REDRIVE: counts?.PENDING_REDRIVE ?? 0,
    UNKNOWN: counts?.UNKNOWN ?? 0,
  };
}

/** Worst first: failure rate, then failures, then executions, then the name. */
export function byWorst(a: Machine, b: Machine): number {
  const [failedA, failedB] = [failures(a), failures(b)];
  const [rateA, rateB] = [1 - (a.figures.successRate ?? 1), 1 - (b.figures.successRate ?? 1)];
  return (
    rateB - rateA || failedB - failedA || b.figures.executions - a.figures.executions || a.name.localeCompare(b.name)
  );
}

function failures({ figures }: Machine): number {
  return figures.counts.FAILED + figures.counts.TIMED_OUT;
}
