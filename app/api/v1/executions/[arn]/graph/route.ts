import { getExecutionGraphRequest } from '@/lib/contract/graph';
import { route } from '@/lib/server/container';

export const GET = route(getExecutionGraphRequest, ({ input, caller, services }) =>
  services.getExecutionGraph({ ...input, caller }),
);
