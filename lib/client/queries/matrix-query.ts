import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { Matrix } from '@/lib/contract/matrix';

const INTERVAL_MS = 30_000;

/** The states of a machine over time; `arn` is without version or alias. */
export function matrixQuery(arn: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['matrix', arn, window],
    queryFn: ({ signal }) => apiGet<Matrix>(apiPath(['machines', arn, 'matrix'], window), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
