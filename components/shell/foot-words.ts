import { formatAge } from '@/lib/base/format';
import type { Connection } from '@/lib/contract/connections';
import type { Sync, SyncState } from '@/lib/contract/sync';

/** What the foot of the shell says. `isWarning` colours it; the words alone tell the same. */
export type FootWords = {
  /** Parts that are not to be torn apart: account and region, or the name of the connection. */
  readonly place: readonly string[];
  readonly line: string;
  readonly isWarning: boolean;
};

/**
 * The words for where the data comes from and how fresh it is. With several connections the one that needs a look comes
 * first and the others are counted. `sinceAnswerMs` is how long ago the server gave this answer, so that ages grow
 * without our clock and the server's having to agree.
 */
export function footWords(sync: Sync, connections: readonly Connection[], sinceAnswerMs: number): FootWords {
  const [first, ...others] = [...sync.items].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return { place: ['No connection'], line: 'Nothing is read', isWarning: true };
  const connection = connections.find(({ name }) => name === first.connection);
  const more = others.length === 0 ? [] : [`+${others.length}`];
  const ageMs =
    first.freshDate === null ? null : Date.parse(sync.serverDate) - Date.parse(first.freshDate) + sinceAnswerMs;
  return {
    place: [...placeOf(first, connection), ...more],
    line: lineOf(first, ageMs),
    isWarning: needsLook(first),
  };
}

function needsLook({ connectionState, isStale }: SyncState): boolean {
  return isStale || (connectionState !== 'ok' && connectionState !== 'starting');
}

function rank(item: SyncState): number {
  if (item.connectionState !== 'ok' && item.connectionState !== 'starting') return 0;
  return item.isStale ? 1 : 2;
}

function placeOf({ connection: name }: SyncState, connection: Connection | undefined): readonly string[] {
  const parts = [connection?.accountId ?? null, connection?.region ?? null].filter((part) => part !== null);
  return parts.length === 0 ? [name] : parts;
}

function lineOf(item: SyncState, ageMs: number | null): string {
  if (item.phase !== 'following') return capitalized(item.message);
  const synced = ageMs === null ? 'Not synced yet' : `Synced ${formatAge(ageMs)}`;
  return needsLook(item) ? `${synced} · ${item.message}` : synced;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
