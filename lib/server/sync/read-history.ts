import 'server-only';
import { textOf } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { withoutData } from '@/lib/domain/history/payload-fields';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { Connection, ReadOptions } from '@/lib/server/ports/aws';
import { type KnownExecution, toHistoryRow } from './execution-rows';
import type { SyncDependencies } from './sync-dependencies';

/** Histories longer than this are followed from their end; a shorter one is one page from its beginning anyway. */
const FOLLOW_FROM_END = 900;

/** Child executions looked up per reading: each costs a call of its own. */
const MOST_CHILDREN = 10;

/**
 * Reads the history of a Standard execution, without data, and takes it into the index together with its row. `held` are
 * the events of an earlier reading: of a long history only what is newer is asked for. Where AWS no longer has it, that
 * is taken in too, so that nobody asks again. Answers false then.
 */
export async function readHistory(
  deps: SyncDependencies,
  connection: Connection,
  known: KnownExecution,
  held: readonly HistoryEvent[],
  options: ReadOptions,
): Promise<boolean> {
  const read =
    held.length > FOLLOW_FROM_END
      ? await readNewer(connection, known.arn, held, options)
      : await readAll(connection, known.arn, options);
  const events = await linkChildren(connection, known.arn, read ?? held, held, options);
  const folded = foldEvents(events, deps.catalogue.contextOf(known.machineArn, known.startedAtMs));
  // What is gone will not catch up with its summary any more: nobody has to look again.
  const timeline = read === null ? { ...folded, status: known.status } : folded;
  const batch = {
    connection: connection.name,
    machines: [],
    executions: [toHistoryRow(known, timeline, read === null)],
    histories: [{ executionArn: known.arn, timeline, events }],
    watermarks: [],
  };
  await deps.apply(batch, { canWait: options.priority === 'background', signal: options.signal });
  return read !== null;
}

/** The whole history, oldest first; null where AWS does not have it. */
async function readAll(
  { stepFunctions }: Connection,
  executionArn: string,
  options: ReadOptions,
): Promise<readonly HistoryEvent[] | null> {
  let events: HistoryEvent[] = [];
  for (let token: string | null = null; ; ) {
    const page = await stepFunctions.getHistoryPage({ executionArn, token, includeData: false }, options);
    if (page.kind === 'gone' || page.kind === 'unavailable') return null;
    if (page.kind === 'token-expired') {
      events = [];
      token = null;
      continue;
    }
    for (const event of page.items) events.push(withoutData(event));
    if (page.nextToken === null) return events;
    token = page.nextToken;
  }
}

/** The events held and those after them, read from the newest back to the last one held. */
async function readNewer(
  { stepFunctions }: Connection,
  executionArn: string,
  held: readonly HistoryEvent[],
  options: ReadOptions,
): Promise<readonly HistoryEvent[] | null> {
  const lastId = held.at(-1)?.id ?? 0;
  let newer: HistoryEvent[] = [];
  for (let token: string | null = null; ; ) {
    const page = await stepFunctions.getHistoryPage(
      { executionArn, token, reverse: true, includeData: false },
      options,
    );
    if (page.kind === 'gone' || page.kind === 'unavailable') return null;
    if (page.kind === 'token-expired') {
      newer = [];
      token = null;
      continue;
    }
    for (const event of page.items) if (event.id > lastId) newer.push(withoutData(event));
    const hasMet = page.items.some(({ id }) => id <= lastId);
    if (hasMet || page.nextToken === null) return [...held, ...newer.toReversed()];
    token = page.nextToken;
  }
}

/**
 * A history without data does not tell which executions its tasks started: that stands in what the service answered. It is
 * asked for once for each such event and kept with it.
 */
async function linkChildren(
  { stepFunctions }: Connection,
  executionArn: string,
  events: readonly HistoryEvent[],
  held: readonly HistoryEvent[],
  options: ReadOptions,
): Promise<readonly HistoryEvent[]> {
  const linked = new Map(held.filter(answersStart).map((event) => [event.id, event]));
  const wanted = events.filter((event) => answersStart(event) && !linked.has(event.id)).slice(0, MOST_CHILDREN);
  for (const { id } of wanted) {
    const query = { executionArn, eventId: id, lastEventId: events.at(-1)?.id ?? id };
    const answer = await stepFunctions.getEventPayload(query, options);
    if (answer.kind === 'found') linked.set(id, withoutData(answer.value));
  }
  return linked.size === 0 ? events : events.map((event) => linked.get(event.id) ?? event);
}

/** The event in which a service says which execution it has started (aws-facts §3, nested executions). */
export function answersStart({ type, details }: HistoryEvent): boolean {
  const resource = textOf(details, 'resource') ?? '';
  if (!/^start(Sync)?Execution\b/.test(resource)) return false;
  // `.sync` and `.waitForTaskToken` are answered on submission, a plain call when it is done.
  return resource.includes('.') ? type === 'TaskSubmitted' : type === 'TaskSucceeded';
}
