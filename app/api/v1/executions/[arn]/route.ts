import { getExecutionRequest } from '@/lib/contract/executions';
import { route } from '@/lib/server/container';

export const GET = route(getExecutionRequest, ({ input, caller, services }) =>
  services.getExecution({ ...input, caller }),
);
