import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { WindowQuery } from '@/lib/client/window';
import type { MachineHotspots } from '@/lib/contract/hotspots';

const INTERVAL_MS = 10_000;

/** The states of one machine with their figures; `arn` is without version or alias. */
export function machineHotspotsQuery(arn: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['machine-hotspots', arn, window],
    queryFn: ({ signal }) => apiGet<MachineHotspots>(apiPath(['machines', arn, 'hotspots'], window), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
