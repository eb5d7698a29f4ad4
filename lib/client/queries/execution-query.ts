import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import { pollInterval } from '@/lib/client/poll-interval';
import type { ExecutionAnswer } from '@/lib/contract/executions';

/** One execution without its course. Asked for again until it is settled, while `isLive`. */
export function executionQuery(arn: string, isLive = false) {
  return queryOptions({
    queryKey: ['execution', arn],
    queryFn: ({ signal }) => apiGet<ExecutionAnswer>(apiPath(['executions', arn]), signal),
    refetchInterval: isLive ? pollInterval : false,
    refetchIntervalInBackground: true,
  });
}
