import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { StateFailures } from '@/lib/contract/failures';

const INTERVAL_MS = 10_000;

/** The last failures of a state; `arn` is of its machine, without version or alias. */
export function failuresQuery(arn: string, state: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['failures', arn, state, window],
    queryFn: ({ signal }) =>
      apiGet<StateFailures>(apiPath(['machines', arn, 'failures'], { ...window, state }), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
