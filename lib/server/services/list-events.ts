import 'server-only';
import type { EventRow, Events, ListEventsInput } from '@/lib/contract/events';
import { summarizeEvent } from '@/lib/domain/history/event-summary';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { hasPayload } from '@/lib/domain/history/payload-fields';
import { AppError } from '@/lib/server/errors';
import { coverageOfExecution } from './coverage';
import { loadCourse, loadExecution } from './load-execution';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate } from './time-window';

type Place = { readonly visit: number | null; readonly state: string | null };
type Matches = (row: EventRow) => boolean;

/** The events of an execution as rows, oldest first, filtered and paged. The cursor is the id of the last row. */
export async function listEvents(
  deps: Pick<ServiceDependencies, 'index' | 'reader' | 'courses' | 'contextOf' | 'clock' | 'switches'>,
  input: By<ListEventsInput>,
): Promise<Events> {
  requireView(input.caller, deps);
  const afterId = readCursor(input.cursor);
  const { execution, isSettled } = await loadExecution(deps, input.arn);
  const { events, timeline, visitOf } = await loadCourse(deps, execution);
  const states = new Map(timeline.visits.map(({ id, state }) => [id, state]));
  const matches = toMatches(input);
  const items: EventRow[] = [];
  let matching = 0;
  let hasMore = false;
  for (const event of events) {
    const visit = visitOf(event.id);
    const row = toRow(event, { visit, state: visit === null ? null : (states.get(visit) ?? null) });
    if (!matches(row)) continue;
    matching += 1;
    if (event.id <= afterId) continue;
    if (items.length < input.limit) items.push(row);
    else hasMore = true;
  }
  return {
    items,
    nextCursor: hasMore ? String(items.at(-1)?.id ?? afterId) : null,
    coverage: coverageOfExecution(execution, timeline.missingIds),
    total: events.length,
    matching,
    isSettled,
  };
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[1-9]\d{0,8}$/.test(cursor)) return Number(cursor);
  const issues = [{ path: ['cursor'], message: 'must be the nextCursor of the page before' }];
  throw new AppError('invalid-request', 'The request was not understood. See the issues.', { issues });
}

function toRow(event: HistoryEvent, { visit, state }: Place): EventRow {
  return {
    id: event.id,
    previousEventId: event.previousEventId,
    type: event.type,
    timestamp: toDate(event.atMs),
    visit,
    state,
    summary: summarizeEvent(event),
    hasPayload: hasPayload(event),
  };
}

function toMatches({ type, state, q }: ListEventsInput): Matches {
  const types = type === undefined ? null : new Set(type);
  const text = q?.toLowerCase();
  return (row) => {
    if (types !== null && !types.has(row.type)) return false;
    if (state !== undefined && row.state !== state) return false;
    return text === undefined || `${row.type}\n${row.state ?? ''}\n${row.summary}`.toLowerCase().includes(text);
  };
}
