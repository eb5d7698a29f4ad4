import 'server-only';
import type { z } from 'zod';
import type {
  HistoryShare,
  MachineStates,
  Percentiles,
  StateFigures,
  StateFiguresQuery,
  VisitFigures,
} from '@/lib/server/ports/index-figures';
import { byName, type Catalog } from './catalog';
import { toPercentiles } from './machine-figures';
import { attemptPercentiles } from './queries/attempt-percentiles';
import { executionTime } from './queries/execution-time';
import { openVisits } from './queries/open-visits';
import { stateErrors } from './queries/state-errors';
import { visitFigures } from './queries/visit-figures';
import type { Session } from './session';

const MOST_ERRORS = 5;

type VisitCounts = z.infer<typeof visitFigures.row>;
type TimeCounts = z.infer<typeof executionTime.row>;

/** Periods of the statements: the window asked for, and the one of equal length before. */
const WITHIN = 1;
const BEFORE = 0;

/** Figures of one machine's states; a state appears where a visit of it ended in either window, or is open now. */
export async function readStateFigures(
  session: Session,
  catalog: Catalog,
  { machineArn, fromMs, toMs }: StateFiguresQuery,
): Promise<MachineStates> {
  const machine = catalog.machine(machineArn)?.machine;
  if (machine === undefined)
    return { states: [], executionMs: 0, histories: NO_HISTORIES, historiesBefore: NO_HISTORIES };
  const range = { machine, from: fromMs, to: toMs };
  const periods = { ...range, before: fromMs - (toMs - fromMs) };
  const time = new Map((await session.all(executionTime, periods)).map((row) => [row.period, row]));
  const histories = toHistoryShare(time.get(WITHIN));
  const historiesBefore = toHistoryShare(time.get(BEFORE));
  const visits = await session.all(visitFigures, {
    ...periods,
    weight: weightOf(histories),
    weight_before: weightOf(historiesBefore),
  });
  const attempts = await session.all(attemptPercentiles, periods);
  const open = new Map((await session.all(openVisits, { machine })).map((row) => [row.state, row]));
  const errors = await session.all(stateErrors, { ...range, most: MOST_ERRORS });

  const figures = new Map(visits.map((row) => [toKey(row.state, row.period), row]));
  const percentiles = new Map(attempts.map((row) => [toKey(row.state, row.period), toPercentiles(row)]));
  const figuresOf = (state: number, period: number) =>
    toVisitFigures(figures.get(toKey(state, period)), percentiles.get(toKey(state, period)) ?? null);
  const states = [...new Set([...visits.map((row) => row.state), ...open.keys()])].map((state) =>
    catalog.stateOf(state),
  );
  return {
    states: states.toSorted(byName).map(({ state, name, type }): StateFigures => {
      return {
        state: name,
        stateType: type,
        figures: figuresOf(state, WITHIN) ?? NO_FIGURES,
        before: figuresOf(state, BEFORE),
        running: open.get(state)?.running ?? 0,
        waiting: open.get(state)?.waiting ?? 0,
        errors: errors.filter((row) => row.state === state).map(({ error, n: count }) => ({ error, count })),
      };
    }),
    executionMs: time.get(WITHIN)?.execution_ms ?? 0,
    histories,
    historiesBefore,
  };
}

const NO_HISTORIES: HistoryShare = { succeeded: 0, succeededRead: 0 };

function toHistoryShare(row: TimeCounts | undefined): HistoryShare {
  return row === undefined ? NO_HISTORIES : { succeeded: row.succeeded, succeededRead: row.covered };
}

/** How many succeeded visits one that was read stands for. Where none was read nothing can be scaled. */
function weightOf({ succeeded, succeededRead }: HistoryShare): number {
  return succeededRead === 0 ? 1 : succeeded / succeededRead;
}

function toKey(state: number, period: number): string {
  return `${state} ${period}`;
}

function toVisitFigures(row: VisitCounts | undefined, ofAttempts: Percentiles | null): VisitFigures | null {
  if (row === undefined) return null;
  return {
    ended: row.ended,
    succeeded: row.succeeded,
    caught: row.caught,
    failed: row.failed,
    consequences: row.consequences,
    aborted: row.aborted,
    fatal: row.fatal,
    retried: row.retried,
    recovered: row.recovered,
    attempts: row.attempts,
    failedAttempts: row.failed_attempts,
    retries: row.retries,
    redrivenAttempts: row.redriven_attempts,
    lostMs: row.lost_ms,
    visitMs: row.visit_ms,
    visitPercentiles: toPercentiles(row),
    attemptPercentiles: ofAttempts,
    firstFailureAtMs: row.first_failure,
    lastFailureAtMs: row.last_failure,
  };
}

const NO_FIGURES: VisitFigures = {
  ended: 0,
  succeeded: 0,
  caught: 0,
  failed: 0,
  consequences: 0,
  aborted: 0,
  fatal: 0,
  retried: 0,
  recovered: 0,
  attempts: 0,
  failedAttempts: 0,
  retries: 0,
  redrivenAttempts: 0,
  lostMs: 0,
  visitMs: 0,
  visitPercentiles: null,
  attemptPercentiles: null,
  firstFailureAtMs: null,
  lastFailureAtMs: null,
};
