import { getTimelineRequest } from '@/lib/contract/timeline';
import { route } from '@/lib/server/container';

export const GET = route(getTimelineRequest, ({ input, caller, services }) =>
  services.getTimeline({ ...input, caller }),
);
