import { listAuditRequest } from '@/lib/contract/approvals';
import { route } from '@/lib/server/container';

export const GET = route(listAuditRequest, ({ input, caller, services }) => services.listAudit({ ...input, caller }));
