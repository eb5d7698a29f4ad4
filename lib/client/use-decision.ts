'use client';

import { mutationOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiPost } from '@/lib/client/api-post';
import { apiPath } from '@/lib/client/paths';
import { approvalQuery } from '@/lib/client/queries/approval-query';
import type { DecideAnswer, DecideInput } from '@/lib/contract/approvals';

/** What a page sends: everything of the request but the names in its path. */
export type DecisionRequest = Omit<DecideInput, 'arn' | 'eventId'>;

/** A key for one press of a button: the same press that is sent again is not decided again. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** Sends a decision once. */
export function useDecision(executionArn: string, eventId: number) {
  return useMutation(decisionMutation(useQueryClient(), executionArn, eventId));
}

/**
 * The call behind it. A decision that was made is shown as the server told it; what is shown of the task is then read
 * again after any answer, because somebody else may have been first. The answer does not wait for that.
 */
export function decisionMutation(client: QueryClient, executionArn: string, eventId: number) {
  const { queryKey } = approvalQuery(executionArn, eventId);
  return mutationOptions({
    mutationFn: (request: DecisionRequest) =>
      apiPost<DecideAnswer>(apiPath(['approvals', executionArn, String(eventId), 'decision']), request),
    retry: false,
    networkMode: 'always',
    onSuccess: (answer) => {
      if (answer.kind !== 'decided') return;
      const { decision } = answer;
      client.setQueryData(queryKey, (held) => held && { ...held, approval: { ...held.approval, decision } });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey });
      void client.invalidateQueries({ queryKey: ['approvals'] });
      void client.invalidateQueries({ queryKey: ['approvals-count'] });
    },
  });
}
