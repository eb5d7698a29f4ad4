import { listFailuresRequest } from '@/lib/contract/failures';
import { route } from '@/lib/server/container';

export const GET = route(listFailuresRequest, ({ input, caller, services }) =>
  services.listFailures({ ...input, caller }),
);
