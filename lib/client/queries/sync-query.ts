import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { Sync } from '@/lib/contract/sync';

const INTERVAL_MS = 5_000;

/** How reading AWS stands. It is asked for on every page, also while the page itself is not live: it says how old it is. */
export function syncQuery() {
  return queryOptions({
    queryKey: ['sync'],
    queryFn: ({ signal }) => apiGet<Sync>(apiPath(['sync']), signal),
    refetchInterval: INTERVAL_MS,
  });
}
