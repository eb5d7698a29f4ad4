import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { awsNow } from './aws-clock';
import type { OpenExecutions } from './open-executions';
import { type Span, spanWatermark } from './span';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import type { ToldLately } from './told-lately';

/** Null where AWS no longer has the machine. */
export type StandardRound = {
  readonly span: Span;
  /** Executions of which something new was told. */
  readonly news: number;
} | null;

/** Lists are eventually consistent (aws-facts §1.2): each round reads this far behind what the last one saw. */
const OVERLAP_MS = 2 * 60_000;

/** Executions a page: of a quiet machine while following it, and at most (aws-facts §1.1). */
const NEWS_PAGE = 100;
const FULL_PAGE = 1_000;

/** What a round begins with. */
export type StandardRoundStart = {
  readonly span: Span | null;
  /** The first round reads back to here. */
  readonly floorMs: EpochMs;
  /** Takes note of every execution that the round tells of. */
  readonly open: Pick<OpenExecutions, 'note'>;
  readonly told: ToldLately;
  /** Executions a second of which something new was told lately; null in the first round after a start. */
  readonly newsPerSecond: number | null;
};

/**
 * One round over a Standard machine: its newest executions until the overlap with what was read before (at first: back to
 * `floorMs`). `ListExecutions` has no time range and no order by end: what ended or was redriven further down is found by
 * walking through what it lists in one status (`StatusWalks`).
 */
export async function followStandard(
  deps: ConnectionDependencies,
  machineArn: string,
  { open, told, span, floorMs, newsPerSecond }: StandardRoundStart,
): Promise<StandardRound> {
  told.beginRound(deps.clock.nowMs());
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
