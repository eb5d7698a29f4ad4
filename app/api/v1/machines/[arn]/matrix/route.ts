import { getMatrixRequest } from '@/lib/contract/matrix';
import { route } from '@/lib/server/container';

export const GET = route(getMatrixRequest, ({ input, caller, services }) => services.getMatrix({ ...input, caller }));
