import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import { pollInterval } from '@/lib/client/poll-interval';
import type { Events } from '@/lib/contract/events';

/** Which events; null leaves a filter out. */
export type EventFilter = { readonly type: string | null; readonly state: string | null; readonly q: string | null };

/** A full history is 25 pages of this size: few enough to read through, small enough to arrive at once. */
const PAGE = '1000';

const FIRST_PAGE: string | null = null;

/** The events of one execution, oldest first, page by page. */
export function eventsQuery(arn: string, filter: EventFilter, isLive = false) {
  return infiniteQueryOptions({
    queryKey: ['events', arn, filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet<Events>(apiPath(['executions', arn, 'events'], { ...filter, limit: PAGE, cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      isLive ? pollInterval({ state: { status: state.status, data: state.data?.pages.at(-1) } }) : false,
    refetchIntervalInBackground: true,
    structuralSharing: false,
  });
}
