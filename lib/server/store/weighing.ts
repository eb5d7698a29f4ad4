import 'server-only';
import { COVERAGE_CODES, OUTCOME_CODES } from './codes';
import { hasStatus, sumWhere } from './conditions';

/*
 * Failures are read first. So where not every history was, a succeeded visit that was read stands for others: design §1
 * scales them by succeeded executions ÷ those read, per machine and hour. These pieces of SQL are that rule.
 */

const HOUR_MS = 3_600_000;
const HAS_SUCCEEDED = hasStatus(['SUCCEEDED']);

type Weighing = {
  /** Which machines, as a condition. */
  readonly machines: string;
  /** What is told apart in the answer: the period of a point in time, as an expression over the column of this name. */
  readonly periodOf: (at: string) => string;
  /** Parameter of the earliest time; the latest is `$to`. */
  readonly since: string;
};

/**
 * Tables to follow WITH. `weights`: for how many visits one stands that ended in an hour. `periods`: the same over a whole
 * period, for hours of which no history was read, beside how many succeeded and were read. The executions of such hours
 * are spread over those that were reached, so that a period never loses them. Where every history was read there are no
 * weights, and nothing is multiplied.
 */
export function weighingTables({ machines, periodOf, since }: Weighing): string {
  return `shares AS (
      SELECT machine, ${periodOf('started_at')} AS period, started_at // ${HOUR_MS} AS hour,
        ${sumWhere('n', HAS_SUCCEEDED)} AS succeeded,
        ${sumWhere('n', `${HAS_SUCCEEDED} AND coverage = ${COVERAGE_CODES.full}`)} AS covered
      FROM signed_executions WHERE ${machines} AND started_at >= ${since} AND started_at < $to
      GROUP BY ALL),
    periods AS (
      SELECT machine, period, sum(succeeded) AS succeeded, sum(covered) AS covered,
        CASE WHEN sum(covered) > 0 AND sum(covered) < sum(succeeded) THEN sum(succeeded) / sum(covered) END AS mean,
        sum(succeeded) / sum(succeeded) FILTER (covered > 0) AS spread
      FROM shares GROUP BY machine, period),
    weights AS (
      SELECT machine, period, hour, shares.succeeded / shares.covered * spread AS weight
      FROM shares JOIN periods USING (machine, period) WHERE shares.covered > 0 AND mean IS NOT NULL)`;
}

/** The visits that ended in the time, each with its `period` and with `w`: for how many it stands. */
export function weighedVisits({ machines, periodOf, since }: Weighing): string {
  return `(SELECT *, CASE WHEN outcome = ${OUTCOME_CODES.succeeded} THEN coalesce(weight, mean, 1) ELSE 1 END AS w
    FROM (SELECT *, ${periodOf('ended_at')} AS period, ended_at // ${HOUR_MS} AS hour FROM current_visits
      WHERE ${machines} AND ended_at >= ${since} AND ended_at < $to)
    LEFT JOIN weights USING (machine, period, hour) LEFT JOIN periods USING (machine, period))`;
}
