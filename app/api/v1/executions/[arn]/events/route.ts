import { listEventsRequest } from '@/lib/contract/events';
import { route } from '@/lib/server/container';

export const GET = route(listEventsRequest, ({ input, caller, services }) => services.listEvents({ ...input, caller }));
