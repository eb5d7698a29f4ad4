import 'server-only';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Found, Gone, PayloadQuery, ReadOptions } from '@/lib/server/ports/aws';
import type { HistoryPages } from './history-pages';
import { dropOldest } from './token-places';

/** A page that can be asked for: the id of the event it begins with, and its token (null for the first). */
type Place = { readonly firstId: number; readonly token: string | null };

/** Where the pages of one execution begin, as far as they were read: from event 1 up, and from the newest down. */
type Places = { readonly up: Place[]; readonly down: Place[] };

type Direction = keyof Places;

/** Executions whose pages are remembered, so that the next event opened there costs one call. */
const MOST_EXECUTIONS = 200;

/**
 * Finds single events with their payloads. `GetExecutionHistory` can only be paged through, so this walks from the
 * nearest page that is known: the beginning, the end, or wherever an earlier walk came by.
 */
export function createEventPayloads(
  pages: HistoryPages,
): (query: PayloadQuery, options: ReadOptions) => Promise<Found<HistoryEvent> | Gone> {
  const executions = new Map<string, Places>();

  function placesOf(arn: string): Places {
    const known = executions.get(arn) ?? { up: [], down: [] };
    executions.delete(arn);
    executions.set(arn, known);
    dropOldest(executions, MOST_EXECUTIONS);
    return known;
  }

  async function walk(query: PayloadQuery, options: ReadOptions): Promise<Found<HistoryEvent> | Gone | 'restart'> {
    const { executionArn, eventId } = query;
    const places = placesOf(executionArn);
    const { direction, place } = nearest(places, query);
    const reverse = direction === 'down';
    let token = place.token;
    do {
      const page = await pages.read({ executionArn, token, reverse, includeData: true }, options);
      if (page.kind === 'token-expired') {
        executions.delete(executionArn);
        return 'restart';
      }
      if (page.kind === 'gone') return page;
      const found = page.items.find(({ id }) => id === eventId);
      if (found !== undefined) return { kind: 'found', value: found };
      const last = page.items.at(-1);
      // Past it, and it was not there.
      if (last !== undefined && (reverse ? last.id < eventId : last.id > eventId)) return { kind: 'gone' };
      token = page.nextToken;
      if (token !== null && last !== undefined)
        places[direction].push({ firstId: last.id + (reverse ? -1 : 1), token });
    } while (token !== null);
    return { kind: 'gone' };
  }

  return async (query, options) => {
    const first = await walk(query, options);
    if (first !== 'restart') return first;
    // Page tokens last a day; without them it is a walk from one of the ends, whose first page needs none.
    const second = await walk(query, options);
    if (second === 'restart') throw new Error('AWS refuses the token of a page that it has just given.');
    return second;
  };
}

/** The page nearest before the event, in the direction that has less to read. */
function nearest({ up, down }: Places, query: PayloadQuery): { direction: Direction; place: Place } {
  const { eventId, lastEventId } = query;
  const below = [{ firstId: 1, token: null }, ...up].filter(({ firstId }) => firstId <= eventId);
  const ends = lastEventId === undefined ? down : [{ firstId: lastEventId, token: null }, ...down];
  const above = ends.filter(({ firstId }) => firstId >= eventId);
  const start = below.reduce((best, place) => (place.firstId > best.firstId ? place : best));
  if (above.length === 0) return { direction: 'up', place: start };
  const end = above.reduce((best, place) => (place.firstId < best.firstId ? place : best));
  return end.firstId - eventId < eventId - start.firstId
    ? { direction: 'down', place: end }
    : { direction: 'up', place: start };
}
