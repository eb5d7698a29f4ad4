import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { Connections } from '@/lib/contract/connections';

const INTERVAL_MS = 5_000;

/** The accounts and regions that are read, and what stands in the way of reading them. */
export function connectionsQuery() {
  return queryOptions({
    queryKey: ['connections'],
    queryFn: ({ signal }) => apiGet<Connections>(apiPath(['connections']), signal),
    refetchInterval: INTERVAL_MS,
  });
}
