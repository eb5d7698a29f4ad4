import { getMapRunRequest } from '@/lib/contract/map-runs';
import { route } from '@/lib/server/container';

export const GET = route(getMapRunRequest, ({ input, caller, services }) => services.getMapRun({ ...input, caller }));
