import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { ScopeQuery } from '@/lib/client/scope';
import type { Overview } from '@/lib/contract/overview';

const INTERVAL_MS = 10_000;

/** The figures over all machines. While another window loads, the last one stays in sight. */
export function overviewQuery(scope: ScopeQuery, isLive = false) {
  return queryOptions({
    queryKey: ['overview', scope],
    queryFn: ({ signal }) => apiGet<Overview>(apiPath(['overview'], scope), signal),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && INTERVAL_MS,
  });
}
