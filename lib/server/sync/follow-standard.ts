import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import { type Span, spanWatermark } from './span';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import type { ToldLately } from './told-lately';

export type StandardRound = {
  /** Null where AWS no longer has the machine. */
  readonly span: Span | null;
  /** Executions of which something new was told. */
  readonly news: number;
  /** Open now. */
  readonly open: readonly ListedExecution[];
};

/** Lists are eventually consistent (aws-facts §1.2): each round reads this far behind what the last one saw. */
const OVERLAP_MS = 2 * 60_000;

/** Executions a page: of a quiet machine while following it, and at most (aws-facts §1.1). */
const NEWS_PAGE = 100;
const FULL_PAGE = 1_000;

/** Ended executions that are described in one round; the rest in the next. */
const ENDED_AT_ONCE = 50;

/** After every time an execution can have started at. */
const END_OF_TIME = epochMs(8.64e15);

/** What a round begins with. */
export type StandardRoundStart = {
  readonly span: Span | null;
  /** The first round reads back to here. */
  readonly floorMs: EpochMs;
  /** Open executions as the last round left them. */
  readonly open: readonly ListedExecution[];
  readonly told: ToldLately;
  /** Executions a second of which something new was told lately; null in the first round after a start. */
  readonly newsPerSecond: number | null;
  /** Whether all open ones are listed, of which some may have been redriven long after they started. */
  readonly listsOpen: boolean;
};

/**
 * One round over a Standard machine: its newest executions until the overlap with what was read before (at first: back to
 * `floorMs`), the open ones, and those that were open and no longer are. `ListExecutions` has no time range and no order
 * by end, so the last are found by being missing from both lists.
 */
export async function followStandard(
  deps: ConnectionDependencies,
  machineArn: string,
  { open: before, listsOpen, ...start }: StandardRoundStart,
): Promise<StandardRound> {
  const { told } = start;
  told.beginRound(deps.clock.nowMs());
  const open = new OpenNow(listsOpen ? [] : before);
  const newest = await readNewest(deps, machineArn, { ...start, open });
  if (newest === null) return { span: null, news: 0, open: [] };
  if (!listsOpen) return { ...newest, open: open.all };
  const listed = await readOpen(deps, machineArn, told);
  const seen = new Set([...open.all, ...listed.open].map(({ arn }) => arn));
  const ended = await readEnded(deps, machineArn, seen);
  return { span: newest.span, news: newest.news + listed.news + ended, open: listed.open };
}

/**
 * The open executions among those that a round told of, newest first, then those of before of which it did not tell. What
 * has ended is in the index by then and is not held: a first round may tell of a million.
 */
class OpenNow {
  readonly #told = new Map<string, ListedExecution>();
  readonly #before: Map<string, ListedExecution>;

  constructor(before: readonly ListedExecution[]) {
    this.#before = new Map(before.map((execution) => [execution.arn, execution]));
  }

  get all(): readonly ListedExecution[] {
    return [...this.#told.values(), ...this.#before.values()];
  }

  note(execution: ListedExecution): void {
    this.#before.delete(execution.arn);
    if (execution.status === 'RUNNING') this.#told.set(execution.arn, execution);
    else this.#told.delete(execution.arn);
  }
}

type Newest = { readonly span: Span; readonly news: number };

async function readNewest(
  deps: ConnectionDependencies,
  machineArn: string,
  {
    open,
    told,
    span,
    floorMs,
    newsPerSecond,
  }: Omit<StandardRoundStart, 'open' | 'listsOpen'> & { readonly open: OpenNow },
): Promise<Newest | null> {
  const { connection, signal } = deps;
  const untilMs = span === null ? floorMs : span.toMs - OVERLAP_MS;
  // Calls are scarce, not what one of them answers: what is expected, and some more, is told in one page.
  const sinceMs = awsNow(deps.clock, connection) - untilMs;
  const expected = newsPerSecond === null ? FULL_PAGE : 1.2 * newsPerSecond * (sinceMs / 1_000);
  const limit = Math.ceil(Math.min(FULL_PAGE, Math.max(NEWS_PAGE, expected)));
  let toMs: EpochMs = span?.toMs ?? epochMs(0);
  let news = 0;
  for (let token: string | null = null; ; ) {
    const page = await connection.stepFunctions.listExecutions(
      { machineArn, token, limit },
      { priority: 'background', signal },
    );
    if (page.kind === 'gone' || page.kind === 'unavailable') return null;
    if (page.kind === 'token-expired') {
      token = null;
      continue;
    }
    for (const execution of page.items) {
      open.note(execution);
      toMs = epochMs(Math.max(toMs, execution.startedAtMs));
    }
    const isExhausted = page.nextToken === null;
    if (isExhausted || page.items.some(({ startedAtMs }) => startedAtMs < untilMs)) {
      const read = { fromMs: isExhausted ? epochMs(0) : (span?.fromMs ?? floorMs), toMs };
      const hasMoved = span === null || span.fromMs !== read.fromMs || span.toMs !== read.toMs;
      const watermarks = hasMoved ? [spanWatermark(machineArn, read)] : [];
      news += await takeListed(deps, page.items, { watermarks, told });
      return { span: read, news };
    }
    news += await takeListed(deps, page.items, { told });
    token = page.nextToken;
  }
}

async function readOpen(
  deps: ConnectionDependencies,
  machineArn: string,
  told: ToldLately,
): Promise<{ readonly open: readonly ListedExecution[]; readonly news: number }> {
  const { connection, signal } = deps;
  const open: ListedExecution[] = [];
  let news = 0;
  let token: string | null = null;
  do {
    const page = await connection.stepFunctions.listExecutions(
      { machineArn, status: 'RUNNING', token, limit: FULL_PAGE },
      { priority: 'background', signal },
    );
    if (page.kind !== 'page') return { open, news };
    open.push(...page.items);
    news += await takeListed(deps, page.items, { told });
    token = page.nextToken;
  } while (token !== null);
  return { open, news };
}

/** Executions that the index takes for open and no list of this round held: each is asked how it ended. */
async function readEnded(deps: ConnectionDependencies, machineArn: string, seen: ReadonlySet<string>): Promise<number> {
  const { index, connection, signal } = deps;
  const { rows } = await index.listExecutions({
    machineArns: [machineArn],
    statuses: ['RUNNING'],
    fromMs: epochMs(0),
    toMs: END_OF_TIME,
    sort: 'started',
    limit: FULL_PAGE,
  });
  let news = 0;
  for (const row of rows.filter(({ arn }) => !seen.has(arn)).slice(0, ENDED_AT_ONCE)) {
    const answer = await connection.stepFunctions.describeExecution(row.arn, { priority: 'background', signal });
    if (answer.kind === 'found') news += await takeListed(deps, [answer.value]);
    else news += await takeGone(deps, row);
  }
  return news;
}

/** AWS forgot it while it was open: its machine was deleted. How it ended is not known and will not be. */
async function takeGone({ apply, connection }: ConnectionDependencies, row: StoredExecution): Promise<number> {
  const { connection: _name, durationMs: _duration, history: _history, ...known } = row;
  const executions = [{ ...known, status: 'UNKNOWN' as const, source: 'history' as const, coverage: 'none' as const }];
  await apply({ connection: connection.name, machines: [], executions, histories: [], watermarks: [] });
  return 1;
}

/** Where reading the past of a machine goes on; null begins with the newest, after a restart. */
export type OlderCursor = { readonly token: string } | null;

export type OlderStep = { readonly span: Span; readonly cursor: OlderCursor; readonly taken: number };

/**
 * One page further into the past of a Standard machine. There is no way to ask for a time, so after a restart the pages
 * that were read before are walked through again; they say nothing new and cost one call for 1,000 executions.
 */
export async function readOlderStandard(
  deps: ConnectionDependencies,
  machineArn: string,
  span: Span,
  cursor: OlderCursor,
): Promise<OlderStep> {
  const page = await deps.connection.stepFunctions.listExecutions(
    { machineArn, token: cursor?.token ?? null, limit: FULL_PAGE },
    { priority: 'background', signal: deps.signal },
  );
  if (page.kind === 'token-expired') return { span, cursor: null, taken: 0 };
  if (page.kind !== 'page') return { span: { ...span, fromMs: epochMs(0) }, cursor: null, taken: 0 };
  const oldestMs = page.nextToken === null ? 0 : Math.min(...page.items.map(({ startedAtMs }) => startedAtMs));
  const reached = { ...span, fromMs: epochMs(Math.min(oldestMs, span.fromMs)) };
  const taken = await takeListed(deps, page.items, { watermarks: [spanWatermark(machineArn, reached)] });
  return { span: reached, cursor: page.nextToken === null ? null : { token: page.nextToken }, taken };
}
