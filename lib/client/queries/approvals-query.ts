import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import type { ApprovalView } from '@/lib/client/approvals-state';
import { apiPath } from '@/lib/client/paths';
import type { Approvals } from '@/lib/contract/approvals';

const LIST_MS = 3_000;
const COUNT_MS = 5_000;

/** What waits, or what became of it. It is asked for also where the page is paused: deadlines do not pause. */
export function approvalsQuery(view: ApprovalView, connection: string | null) {
  return queryOptions({
    queryKey: ['approvals', view, connection],
    queryFn: ({ signal }) => apiGet<Approvals>(apiPath(['approvals'], { view, connection }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_MS,
  });
}

/** How many wait, and how long the first of them still does: what every page shows. */
export function waitingCountQuery() {
  return queryOptions({
    queryKey: ['approvals-count'],
    queryFn: ({ signal }) => apiGet<Approvals>(apiPath(['approvals'], { limit: '1' }), signal),
    refetchInterval: COUNT_MS,
  });
}
