import { listHotspotsRequest } from '@/lib/contract/hotspots';
import { route } from '@/lib/server/container';

export const GET = route(listHotspotsRequest, ({ input, caller, services }) =>
  services.listHotspots({ ...input, caller }),
);
