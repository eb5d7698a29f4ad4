import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { DurationsAnswer } from '@/lib/contract/durations';

const INTERVAL_MS = 30_000;

/** How long the executions of a machine took; `arn` is without version or alias. */
export function durationsQuery(arn: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['durations', arn, window],
    queryFn: ({ signal }) => apiGet<DurationsAnswer>(apiPath(['machines', arn, 'durations'], window), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
