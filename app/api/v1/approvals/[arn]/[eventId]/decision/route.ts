import { decideRequest } from '@/lib/contract/approvals';
import { route } from '@/lib/server/container';

export const POST = route(decideRequest, ({ input, caller, services }) => services.decide({ ...input, caller }));
