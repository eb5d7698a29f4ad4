import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { type ExecutionFilter, toFilterQuery } from '@/lib/client/execution-filter';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { Executions } from '@/lib/contract/executions';

const INTERVAL_MS = 5_000;

/** One page of executions under the filters. While another page or filter loads, the last rows stay in sight. */
export function executionsQuery(window: WindowQuery, filter: ExecutionFilter, isLive = false) {
  return queryOptions({
    queryKey: ['executions', window, filter],
    queryFn: ({ signal }) =>
      apiGet<Executions>(apiPath(['executions'], { ...window, ...toFilterQuery(filter) }), signal),
    placeholderData: keepPreviousData,
    // Later pages lie in the past: only the first one changes by itself.
    refetchInterval: isLive && filter.cursor === null && INTERVAL_MS,
  });
}
