import 'server-only';
import { type JsonObject, textOf } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { PAYLOAD_FIELDS } from '@/lib/domain/history/payload-fields';
import type { Found, Gone, PayloadQuery, ReadOptions } from '@/lib/server/ports/aws';
import type { HistoryPages } from './history-pages';
import { dropOldest } from './token-places';

/** A page that can be asked for: the id of the event it begins with, and its token (null for the first). */
type Place = { readonly firstId: number; readonly token: string | null };

/**
 * Where the pages of one execution begin, as far as they were read: from event 1 up, and from the newest down. A token goes
 * on with pages of the size that it began with: `limit` events, null while it is not known what they weigh.
 */
type Places = { readonly limit: number | null; readonly up: Place[]; readonly down: Place[] };

type Direction = 'up' | 'down';

/** Executions whose pages are remembered, so that the next event opened there costs one call. */
const MOST_EXECUTIONS = 200;

/**
 * A page is taken apart at one go, and nobody else is answered meanwhile: 200 ms for 100 payloads of 256 KiB. So the first
 * page of an execution is a small one, and the others are as well where 100 events would weigh more than this
 * (lib/dev/faults/large-payloads.test.ts). Where payloads are small, the first page is read again by the hundred, also
 * when it has the event: a token is best known by the event that shows whose it is, and that may stand before it (T2). For
 * the same reason a history of one page is read at once.
 */
const MOST_CHARACTERS = 25 * 262_144;
const FEW_EVENTS = 25;
const MANY_EVENTS = 100;
/** Pages turn out to be light, then heavy; tokens have expired. */
const MOST_RESTARTS = 3;

/**
 * Finds single events with their payloads. `GetExecutionHistory` can only be paged through, so this walks from the
 * nearest page that is known: the beginning, the end, or wherever an earlier walk came by.
 */
export function createEventPayloads(
  pages: HistoryPages,
): (query: PayloadQuery, options: ReadOptions) => Promise<Found<HistoryEvent> | Gone> {
  const executions = new Map<string, Places>();

  function placesOf(arn: string): Places {
    return remember(arn, executions.get(arn) ?? { limit: null, up: [], down: [] });
  }

  function remember(arn: string, places: Places): Places {
    executions.delete(arn);
    executions.set(arn, places);
    dropOldest(executions, MOST_EXECUTIONS);
    return places;
  }

  async function walk(query: PayloadQuery, options: ReadOptions): Promise<Found<HistoryEvent> | Gone | 'restart'> {
    const { executionArn, eventId } = query;
    let places = placesOf(executionArn);
    const { direction, place } = nearest(places, query);
    const reverse = direction === 'down';
    const isShort = (query.lastEventId ?? Number.POSITIVE_INFINITY) <= MANY_EVENTS;
    const limit = isShort ? MANY_EVENTS : (places.limit ?? FEW_EVENTS);
    let token = place.token;
    do {
      const page = await pages.read({ executionArn, token, reverse, includeData: true, limit }, options);
      if (page.kind === 'token-expired') {
        executions.delete(executionArn);
        return 'restart';
      }
      if (page.kind === 'gone') return page;
      const best = isShort ? MANY_EVENTS : bestLimit(page.items, places.limit);
      if (best !== places.limit) {
        // Tokens of pages of another size lead nowhere.
        places = remember(executionArn, best === limit ? { ...places, limit } : { limit: best, up: [], down: [] });
      }
      if (best > limit && page.nextToken !== null) return 'restart';
      const found = page.items.find(({ id }) => id === eventId);
      if (found !== undefined) return { kind: 'found', value: found };
      const last = page.items.at(-1);
      // Past it, and it was not there.
      if (last !== undefined && (reverse ? last.id < eventId : last.id > eventId)) return { kind: 'gone' };
      if (best < limit && page.nextToken !== null) return 'restart';
      token = page.nextToken;
      if (token !== null && last !== undefined)
        places[direction].push({ firstId: last.id + (reverse ? -1 : 1), token });
    } while (token !== null);
    return { kind: 'gone' };
  }

  return async (query, options) => {
    for (let restarts = 0; restarts <= MOST_RESTARTS; restarts += 1) {
      const found = await walk(query, options);
      if (found !== 'restart') return found;
    }
    // Page tokens last a day; without them it is a walk from one of the ends, whose first page needs none.
    throw new Error('AWS refuses the token of a page that it has just given.');
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

/** How many events the pages of an execution should have, by what one of them weighed. Few remain few. */
function bestLimit(items: readonly HistoryEvent[], limit: number | null): number {
  if (limit === FEW_EVENTS) return limit;
  const characters = items.reduce((sum, { details }) => sum + charactersIn(details), 0);
  return characters * (MANY_EVENTS / Math.max(1, items.length)) > MOST_CHARACTERS ? FEW_EVENTS : MANY_EVENTS;
}

function charactersIn(details: JsonObject): number {
  return PAYLOAD_FIELDS.reduce((sum, name) => sum + (textOf(details, name)?.length ?? 0), 0);
}
