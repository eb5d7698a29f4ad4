import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { Overview } from '@/lib/contract/overview';

const INTERVAL_MS = 10_000;

/** The figures over all machines. While another window loads, the last one stays in sight. */
export function overviewQuery(window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['overview', window],
    queryFn: ({ signal }) => apiGet<Overview>(apiPath(['overview'], window), signal),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && INTERVAL_MS,
  });
}
