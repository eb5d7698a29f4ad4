import 'server-only';
import type { ExecutionPage, ExecutionQuery, Unjudged } from '@/lib/server/ports/index-store';
import type { StatusCounts, StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { Catalog } from './catalog';
import { decoder, STATUS_CODES } from './codes';
import { type ExecutionCursor, readCursor, writeCursor } from './execution-cursor';
import { type AskedFilter, toFilterSql } from './execution-filter';
import { countByStatus } from './queries/count-by-status';
import { pageVersions } from './queries/page-versions';
import { readExecutions } from './queries/read-executions';
import type { Session } from './session';
import { toStoredExecution } from './stored-execution';

const toStatus = decoder(STATUS_CODES);

export const NO_COUNTS: StatusCounts = {
  RUNNING: 0,
  SUCCEEDED: 0,
  FAILED: 0,
  TIMED_OUT: 0,
  ABORTED: 0,
  PENDING_REDRIVE: 0,
  UNKNOWN: 0,
};

type Position = ExecutionCursor & { readonly version: number };

/** One page of executions, and the counts of each status under the other filters. */
export async function listExecutions(
  session: Session,
  catalog: Catalog,
  query: ExecutionQuery,
): Promise<ExecutionPage> {
  const found = await findPositions(session, catalog, query);
  const positions = found.slice(0, query.limit);
  const last = positions.at(-1);
  return {
    rows: await readVersions(
      session,
      catalog,
      positions.map(({ version }) => version),
    ),
    nextCursor: last === undefined || found.length <= query.limit ? null : writeCursor(query.sort, last),
    counts: await countStatuses(session, catalog, query),
    unjudged: await countUnjudged(session, catalog, query),
  };
}

/** The executions of these versions, in the order of the versions. */
export async function readVersions(
  session: Session,
  catalog: Catalog,
  versions: readonly number[],
): Promise<readonly StoredExecution[]> {
  if (versions.length === 0) return [];
  const rows = await session.all(readExecutions, { versions: [...versions] });
  const byVersion = new Map(rows.map((row) => [row.version, toStoredExecution(row, catalog.machineOf(row.machine))]));
  return versions.flatMap((version) => byVersion.get(version) ?? []);
}

/** Replaced rows that a page may hold before it has to be asked for again. */
const SLACK = 64;

/** Positions of the page's rows and of one more, where there is one. */
async function findPositions(session: Session, catalog: Catalog, query: ExecutionQuery): Promise<readonly Position[]> {
  const { where, parameters } = toFilterSql(query, catalog);
  const after = query.cursor === undefined ? {} : readCursor(query.sort, query.cursor);
  const wanted = query.limit + 1;
  const haveEnds = query.time === 'stopped' && query.visit === undefined;
  const order = query.sort === 'stopped' && haveEnds ? 'ended' : query.sort;
  const statement = pageVersions(order, where, query.cursor !== undefined);
  // A page in which most rows were replaced is rare, and compaction ends it: asking again for more stays cheap.
  for (let take = wanted + SLACK; ; take *= 8) {
    const rows = await session.all(statement, { ...parameters, ...after, take });
    const current = rows.filter((row) => !row.is_replaced);
    if (current.length >= wanted || rows.length < take) return current.slice(0, wanted);
  }
}

async function countUnjudged(session: Session, catalog: Catalog, query: ExecutionQuery): Promise<Unjudged> {
  const count = async (isAsked: boolean, filter: AskedFilter): Promise<number> => {
    if (!isAsked) return 0;
    const { where, parameters } = toFilterSql(filter, catalog);
    const counts = await session.all(countByStatus(where), parameters);
    return counts.reduce((sum, { n }) => sum + n, 0);
  };
  const { version, alias, ...others } = query;
  const asksForError = query.error !== undefined || query.state !== undefined || query.text !== undefined;
  return {
    retries: await count(query.minRetries !== undefined, { ...query, minRetries: 'unknown' }),
    errors: await count(asksForError && query.visit === undefined, { ...query, isUnread: true }),
    visits: await count(query.visit !== undefined, { ...query, isUnread: true }),
    starts: await count(version !== undefined || alias !== undefined, { ...others, version: 'unknown' }),
    revisions: await count(query.revision !== undefined, { ...query, revisionIs: 'unknown' }),
    payloads: await count(query.payload !== undefined, { ...query, payloadIs: 'untold' }),
    cutPayloads: await count(query.payload !== undefined, { ...query, payloadIs: 'cut' }),
    stops: await count(query.time === 'stopped', { ...query, time: 'unknown-stop' }),
  };
}

async function countStatuses(session: Session, catalog: Catalog, query: ExecutionQuery): Promise<StatusCounts> {
  const { statuses: _, ...others } = query;
  const { where, parameters } = toFilterSql(others, catalog);
  const counts = { ...NO_COUNTS };
  for (const { status, n } of await session.all(countByStatus(where), parameters)) counts[toStatus(status)] = n;
  return counts;
}
