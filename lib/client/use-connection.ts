'use client';

import { useQueryState } from 'nuqs';

/**
 * The one connection that the page is held to; null for all of them. Links ask for it on every page, so it does without
 * the parsers for the server, which `CONNECTION_FILTER` is made of and not every page loads.
 */
export function useConnection(): string | null {
  const [connection] = useQueryState('connection');
  return connection;
}
