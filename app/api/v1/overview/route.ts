import { getOverviewRequest } from '@/lib/contract/overview';
import { route } from '@/lib/server/container';

export const GET = route(getOverviewRequest, ({ input, caller, services }) =>
  services.getOverview({ ...input, caller }),
);
