import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { MachineAnswer, Machines } from '@/lib/contract/machines';

const INTERVAL_MS = 10_000;

/** All state machines with their figures, worst first. */
export function machinesQuery(window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['machines', window],
    queryFn: ({ signal }) => apiGet<Machines>(apiPath(['machines'], window), signal),
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
