import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import type { EventPayload } from '@/lib/contract/events';

/** An event never changes, but whether its texts may be seen does: a policy, a key, AWS's own retention. */
const FRESH_MS = 5 * 60_000;

/** The texts of one event. Ask for it when somebody opens them, never for a row. */
export function payloadQuery(arn: string, eventId: number) {
  return queryOptions({
    queryKey: ['payload', arn, eventId],
    queryFn: ({ signal }) =>
      apiGet<EventPayload>(apiPath(['executions', arn, 'events', String(eventId), 'payload']), signal),
    staleTime: FRESH_MS,
  });
}
