import 'server-only';
import { z } from 'zod';
import type { VisitKind } from '@/lib/domain/visit-kind';
import type { ExecutionFilter, VisitFilter } from '@/lib/server/ports/index-store';
import type { Catalog } from './catalog';
import { COVERAGE_CODES, FAILURE_KIND_CODES, MACHINE_TYPE_CODES, OUTCOME_CODES } from './codes';
import { hasStatus, isOfMachines } from './conditions';
import { containsPayload, isPayloadCut, isPayloadUntold } from './payload-conditions';
import { mayHaveRunWith, ranWithRevision } from './revision-conditions';

/** The values a filter binds; which of them are there depends on which filters were given. */
export const filterParameters = z.object({
  from: z.number(),
  to: z.number(),
  error: z.string().optional(),
  state: z.string().optional(),
  text: z.string().optional(),
  minDuration: z.number().optional(),
  maxDuration: z.number().optional(),
  minRetries: z.number().optional(),
  machineVersion: z.number().optional(),
  alias: z.string().optional(),
  payload: z.string().optional(),
});

export type FilterParameters = z.infer<typeof filterParameters>;

export type FilterSql = { readonly where: string; readonly parameters: FilterParameters };

/** The filter, or one that finds what it could not judge. */
export type AskedFilter = Omit<ExecutionFilter, 'time'> & {
  readonly time?: ExecutionFilter['time'] | 'unknown-stop';
  /** Of what does not hold `payload` what might. */
  readonly payloadIs?: 'found' | 'untold' | 'cut';
  /** `unknown`: of what is not known to hold `revision` what might. */
  readonly revisionIs?: 'known' | 'unknown';
  /** What `error`, `state`, `text` and `visit` may be true of, because the history that would tell was not read. */
  readonly isUnread?: boolean;
};

/** A filter as a condition over `executions`. */
export function toFilterSql(filter: AskedFilter, catalog: Catalog): FilterSql {
  const { fromMs: from, toMs: to, statuses, text, visit, isRedriven, minRetries, alias, isUnread = false } = filter;
  const { error, state } = isUnread ? UNTOLD : filter;
  const { minDurationMs: minDuration, maxDurationMs: maxDuration, version: machineVersion } = filter;
  const machines = catalog.numbersOf(filter.machineArns);
  const isOfVisit = visit !== undefined && error !== undefined && visit.kind in FAILURES_OF;
  const conditions = [
    isInTime(filter, ({ kind, state: name }) => hasVisit(kind, catalog.statesNamed(name, machines), isOfVisit)),
    isOfMachines(machines),
    // Of the children of map runs the index holds only those that somebody opened: their page lists them all.
    'NOT is_child',
    ...(statuses === undefined ? [] : [hasStatus(statuses)]),
    ...(error === undefined || isOfVisit ? [] : ['error = $error']),
    ...(state === undefined ? [] : ['failed_state = $state']),
    ...(text === undefined || isUnread ? [] : [CONTAINS_TEXT]),
    ...(isUnread ? [mayBeFound(filter)] : []),
    ...(minDuration === undefined ? [] : ['ended_at - started_at >= $minDuration']),
    ...(maxDuration === undefined ? [] : ['ended_at - started_at <= $maxDuration']),
    ...(minRetries === undefined ? [] : [minRetries === 'unknown' ? 'retries IS NULL' : 'retries >= $minRetries']),
    ...(isRedriven === undefined ? [] : [isRedriven ? 'redrives > 0' : 'redrives = 0']),
    ...(machineVersion === undefined
      ? []
      : [machineVersion === 'unknown' ? 'machine_version IS NULL' : 'machine_version = $machineVersion']),
    ...(alias === undefined ? [] : ['alias = $alias']),
    ...(filter.revision === undefined ? [] : [isOfRevision(filter, filter.revision, catalog)]),
    ...(filter.payload === undefined ? [] : [hasPayload(filter)]),
  ];
  const parameters = {
    from,
    to,
    ...(error === undefined ? {} : { error }),
    ...(state === undefined ? {} : { state }),
    ...(text === undefined ? {} : { text }),
    ...(minDuration === undefined ? {} : { minDuration }),
    ...(maxDuration === undefined ? {} : { maxDuration }),
    ...(minRetries === undefined || minRetries === 'unknown' ? {} : { minRetries }),
    ...(machineVersion === undefined || machineVersion === 'unknown' ? {} : { machineVersion }),
    ...(alias === undefined ? {} : { alias }),
    ...(filter.payload === undefined ? {} : { payload: filter.payload.toLowerCase() }),
  };
  return { where: conditions.join(' AND '), parameters };
}

/** Express executions end after 5 minutes at most (aws-facts §1.4). */
const LONGEST_EXPRESS_MS = 5 * 60_000;

const IS_IN_WINDOW = {
  started: 'started_at >= $from AND started_at < $to',
  // Nothing ends before it starts: the bound on the start leaves out what lies behind, which rows are ordered by.
  stopped: 'ended_at >= $from AND ended_at < $to AND started_at < $to',
  'unknown-stop': `ended_at IS NULL AND ${hasStatus(['UNKNOWN'])} AND started_at < $to
    AND (type <> ${MACHINE_TYPE_CODES.EXPRESS} OR started_at >= $from - ${LONGEST_EXPRESS_MS})`,
} as const;

/** What only a history tells cannot be compared where that was not read. */
const UNTOLD: Pick<ExecutionFilter, 'error' | 'state'> = {};

/** The time is that of the visits where these are asked for: of an unread execution they can be at any of its times. */
function isInTime({ time = 'started', visit, isUnread }: AskedFilter, has: (visit: VisitFilter) => string): string {
  if (visit === undefined) return IS_IN_WINDOW[time];
  return isUnread === true ? WAS_OPEN_IN_WINDOW : has(visit);
}

const WAS_OPEN_IN_WINDOW = 'started_at < $to AND (ended_at >= $from OR ended_at IS NULL)';

const NAME_CONTAINS_TEXT = 'contains(lower(name), lower($text))';

const CONTAINS_TEXT = `(${NAME_CONTAINS_TEXT}
  OR contains(lower(error), lower($text)) OR contains(lower(cause), lower($text)))`;

/** Without its history a failed execution has an error that nobody knows, and every execution states that nobody knows. */
function mayBeFound({ visit, text }: AskedFilter): string {
  const hasError = hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED']);
  const conditions = [`coverage = ${COVERAGE_CODES.none}`];
  if (visit === undefined) conditions.push(hasError);
  // By its name alone a filter of errors has found it, and one of visits may have.
  if (text !== undefined)
    conditions.push(visit === undefined ? `NOT ${NAME_CONTAINS_TEXT}` : `(${NAME_CONTAINS_TEXT} OR ${hasError})`);
  return conditions.join(' AND ');
}

function isOfRevision({ revisionIs = 'known' }: AskedFilter, revision: string, catalog: Catalog): string {
  return revisionIs === 'known' ? ranWithRevision(revision, catalog) : mayHaveRunWith(revision, catalog);
}

function hasPayload({ time = 'started', visit, payloadIs = 'found' }: AskedFilter): string {
  const rows = time === 'started' && visit === undefined ? 'near-window' : 'all';
  const contains = containsPayload(rows);
  switch (payloadIs) {
    case 'found':
      return contains;
    case 'untold':
      return `${isPayloadUntold(rows)} AND NOT ${contains}`;
    case 'cut':
      return `NOT ${isPayloadUntold(rows)} AND ${isPayloadCut(rows)} AND NOT ${contains}`;
  }
}

const { failed, caught } = OUTCOME_CODES;

/** What `visit-figures.ts` counts under each name. */
const IS_KIND: Readonly<Record<VisitKind, string>> = {
  visited: 'true',
  failing: `(outcome = ${caught} OR (outcome = ${failed} AND NOT is_consequence))`,
  failed: `outcome = ${failed} AND NOT is_consequence`,
  caught: `outcome = ${caught}`,
  fatal: 'is_fatal',
  retried: 'retries > 0',
  recovered: 'is_recovered',
};

/** Kinds whose error the table of failures tells, and under which codes. */
const FAILURES_OF: Readonly<Partial<Record<VisitKind, readonly number[]>>> = {
  failing: [FAILURE_KIND_CODES.failed, FAILURE_KIND_CODES.caught],
  failed: [FAILURE_KIND_CODES.failed],
  caught: [FAILURE_KIND_CODES.caught],
  recovered: [FAILURE_KIND_CODES.recovered],
};

/**
 * Whether a visit of one of these states is behind the execution. A replaced history belongs to a replaced row alone, so
 * it is left out together with that row.
 */
function hasVisit(kind: VisitKind, states: readonly number[], withError: boolean): string {
  if (states.length === 0) return 'false';
  const when = `state IN (${states.join(', ')}) AND ended_at >= $from AND ended_at < $to`;
  if (!withError) return `history IN (SELECT history FROM visits WHERE ${when} AND ${IS_KIND[kind]})`;
  const codes = (FAILURES_OF[kind] ?? []).join(', ');
  return `history IN (SELECT history FROM failures
    WHERE ${when} AND kind IN (${codes}) AND NOT is_consequence AND error = $error)`;
}
