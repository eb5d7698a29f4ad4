import { getMachineRequest } from '@/lib/contract/machines';
import { route } from '@/lib/server/container';

export const GET = route(getMachineRequest, ({ input, caller, services }) => services.getMachine({ ...input, caller }));
