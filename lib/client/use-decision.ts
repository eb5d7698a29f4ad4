'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
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

/** Sends a decision once. What is shown of the task is read again after any answer: somebody else may have been first. */
export function useDecision(executionArn: string, eventId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: DecisionRequest) =>
      apiPost<DecideAnswer>(apiPath(['approvals', executionArn, String(eventId), 'decision']), request),
    retry: false,
    networkMode: 'always',
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: approvalQuery(executionArn, eventId).queryKey }),
        client.invalidateQueries({ queryKey: ['approvals'] }),
        client.invalidateQueries({ queryKey: ['approvals-count'] }),
      ]);
    },
  });
}
