import { listMachinesRequest } from '@/lib/contract/machines';
import { route } from '@/lib/server/container';

export const GET = route(listMachinesRequest, ({ input, caller, services }) =>
  services.listMachines({ ...input, caller }),
);
