import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { type ExecutionFilter, toFilterQuery } from '@/lib/client/execution-filter';
import { apiPath } from '@/lib/client/paths';
import type { ScopeQuery } from '@/lib/client/scope';
import type { Executions } from '@/lib/contract/executions';

const INTERVAL_MS = 5_000;

/** One page of executions under the filters. While another page or filter loads, the last rows stay in sight. */
export function executionsQuery(scope: ScopeQuery, filter: ExecutionFilter, isLive = false) {
  return queryOptions({
    queryKey: ['executions', scope, filter],
    queryFn: ({ signal }) =>
      apiGet<Executions>(apiPath(['executions'], { ...scope, ...toFilterQuery(filter) }), signal),
    placeholderData: keepPreviousData,
    // Later pages lie in the past: only the first one changes by itself.
    refetchInterval: isLive && filter.cursor === null && INTERVAL_MS,
  });
}
