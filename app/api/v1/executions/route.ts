import { listExecutionsRequest } from '@/lib/contract/executions';
import { route } from '@/lib/server/container';

export const GET = route(listExecutionsRequest, ({ input, caller, services }) =>
  services.listExecutions({ ...input, caller }),
);
