import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { ScopeQuery } from '@/lib/client/scope';
import type { WindowQuery } from '@/lib/client/window';
import type { Hotspots, MachineHotspots } from '@/lib/contract/hotspots';
import type { HotspotMeasure } from '@/lib/domain/hotspots';

const INTERVAL_MS = 10_000;

/** The worst states of all machines. While another measure or window loads, the last rows stay in sight. */
export function hotspotsQuery(scope: ScopeQuery, by: HotspotMeasure, isLive = false) {
  return queryOptions({
    queryKey: ['hotspots', scope, by],
    queryFn: ({ signal }) => apiGet<Hotspots>(apiPath(['hotspots'], { ...scope, by }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && INTERVAL_MS,
  });
}

/** The states of one machine with their figures; `arn` is without version or alias. */
export function machineHotspotsQuery(arn: string, window: WindowQuery, isLive = false) {
  return queryOptions({
    queryKey: ['machine-hotspots', arn, window],
    queryFn: ({ signal }) => apiGet<MachineHotspots>(apiPath(['machines', arn, 'hotspots'], window), signal),
    refetchInterval: isLive && INTERVAL_MS,
  });
}
