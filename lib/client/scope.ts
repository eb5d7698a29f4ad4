import { createLoader, parseAsString } from 'nuqs/server';
import { readWindowQuery, type WindowQuery } from '@/lib/client/window';

/** The one connection that the page is held to, as its address carries it; none, for all of them. */
export const CONNECTION_FILTER = { connection: parseAsString };

/** What a page looks at over all machines: a span of time, and one connection or all. */
export type ScopeQuery = WindowQuery & { readonly connection: string | null };

const readConnection = createLoader(CONNECTION_FILTER);

/** The scope of an address on the server, as `useScope` has it in the browser. */
export function readScopeQuery(address: URLSearchParams): ScopeQuery {
  return { ...readWindowQuery(address), connection: readConnection(address).connection };
}

/** The scope as a service takes it: a connection that is not named is left out. */
export function toScopeInput({ connection, ...window }: ScopeQuery): WindowQuery & { readonly connection?: string } {
  return connection === null ? window : { ...window, connection };
}
