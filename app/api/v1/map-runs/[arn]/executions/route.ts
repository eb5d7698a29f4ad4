import { listMapRunExecutionsRequest } from '@/lib/contract/map-runs';
import { route } from '@/lib/server/container';

export const GET = route(listMapRunExecutionsRequest, ({ input, caller, services }) =>
  services.listMapRunExecutions({ ...input, caller }),
);
