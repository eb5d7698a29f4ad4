import { getEventPayloadRequest } from '@/lib/contract/events';
import { route } from '@/lib/server/container';

export const GET = route(getEventPayloadRequest, ({ input, caller, services }) =>
  services.getEventPayload({ ...input, caller }),
);
