import { queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath } from '@/lib/client/paths';
import { pollInterval } from '@/lib/client/poll-interval';
import type { ApprovalAnswer } from '@/lib/contract/approvals';

/** One wait in full, asked for again until nothing about it changes any more. */
export function approvalQuery(executionArn: string, eventId: number) {
  return queryOptions({
    queryKey: ['approval', executionArn, eventId],
    queryFn: ({ signal }) => apiGet<ApprovalAnswer>(apiPath(['approvals', executionArn, String(eventId)]), signal),
    refetchInterval: pollInterval,
    refetchIntervalInBackground: true,
  });
}
