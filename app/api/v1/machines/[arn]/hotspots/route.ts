import { getHotspotsRequest } from '@/lib/contract/hotspots';
import { route } from '@/lib/server/container';

export const GET = route(getHotspotsRequest, ({ input, caller, services }) =>
  services.getHotspots({ ...input, caller }),
);
