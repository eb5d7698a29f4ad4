import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { CONNECTION_FILTER } from '@/lib/client/scope';

export const APPROVAL_VIEWS = ['waiting', 'decided', 'expired'] as const;

export type ApprovalView = (typeof APPROVAL_VIEWS)[number];

// What a person goes to is a step to come back from.
const STEP = { history: 'push' } as const;

/** What the approvals page shows, as its address carries it. `id` is that of `approvalId`. */
export const APPROVALS_STATE = {
  view: parseAsStringLiteral(APPROVAL_VIEWS).withDefault('waiting').withOptions(STEP),
  id: parseAsString.withOptions(STEP),
  ...CONNECTION_FILTER,
};

/** Reads it on the server, as the page does in the browser. */
export const readApprovalsState = createLoader(APPROVALS_STATE);
