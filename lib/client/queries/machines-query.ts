import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { ScopeQuery } from '@/lib/client/scope';
import type { WindowQuery } from '@/lib/client/window';
import type { MachineAnswer, Machines } from '@/lib/contract/machines';

const INTERVAL_MS = 10_000;

/** All state machines with their figures, worst first. */
export function machinesQuery(scope: ScopeQuery, isLive = false) {
  return queryOptions({
    queryKey: ['machines', scope],
    queryFn: ({ signal }) => apiGet<Machines>(apiPath(['machines'], scope), signal),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && INTERVAL_MS,
  });
}

/** One state machine; `arn` is without version or alias. */
export function machineQuery(arn: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['machine', arn, window],
    queryFn: ({ signal }) => apiGet<MachineAnswer>(apiPath(['machines', arn], window), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
