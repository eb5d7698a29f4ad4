import { getDurationsRequest } from '@/lib/contract/durations';
import { route } from '@/lib/server/container';

export const GET = route(getDurationsRequest, ({ input, caller, services }) =>
  services.getDurations({ ...input, caller }),
);
