import { getApprovalRequest } from '@/lib/contract/approvals';
import { route } from '@/lib/server/container';

export const GET = route(getApprovalRequest, ({ input, caller, services }) =>
  services.getApproval({ ...input, caller }),
);
