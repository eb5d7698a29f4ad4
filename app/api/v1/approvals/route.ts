import { listApprovalsRequest } from '@/lib/contract/approvals';
import { route } from '@/lib/server/container';

export const GET = route(listApprovalsRequest, ({ input, caller, services }) =>
  services.listApprovals({ ...input, caller }),
);
