import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { MapRunAnswer, MapRunExecutions } from '@/lib/contract/map-runs';

/** AWS describes one map run a second for a whole account, so counts follow more slowly than a timeline. */
const INTERVAL_MS = 5_000;
const LIST_INTERVAL_MS = 10_000;

/** One run of a Distributed Map. Asked for again until it is settled, while `isLive`. */
export function mapRunQuery(arn: string, isLive = false) {
  return queryOptions({
    queryKey: ['map-run', arn],
    queryFn: ({ signal }) => apiGet<MapRunAnswer>(apiPath(['map-runs', arn]), signal),
    refetchInterval: ({ state }) => isLive && state.data?.kind === 'map-run' && !state.data.isSettled && INTERVAL_MS,
  });
}

/** Few enough to look through, and not more errors than are read at once would hide. */
const PAGE = '50';

const FIRST_PAGE: string | null = null;

/** The executions of a map run with one status, or all, page by page. While it goes on, the more pages the more slowly. */
export function mapRunExecutionsQuery(arn: string, status: string | null, isLive = false) {
  return infiniteQueryOptions({
    queryKey: ['map-run-executions', arn, status],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MapRunExecutions>(
        apiPath(['map-runs', arn, 'executions'], { status, limit: PAGE, cursor: pageParam }),
        signal,
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => isLive && LIST_INTERVAL_MS * (state.data?.pages.length ?? 1),
  });
}
