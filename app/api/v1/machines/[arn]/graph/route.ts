import { getMachineGraphRequest } from '@/lib/contract/graph';
import { route } from '@/lib/server/container';

export const GET = route(getMachineGraphRequest, ({ input, caller, services }) =>
  services.getMachineGraph({ ...input, caller }),
);
