import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { approvalQuery } from '@/lib/client/queries/approval-query';
import { decisionMutation } from '@/lib/client/use-decision';
import type { ApprovalAnswer, DecideAnswer } from '@/lib/contract/approvals';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:orders:ord-1';
const EVENT = 3;
const { queryKey } = approvalQuery(ARN, EVENT);

const WAITING: ApprovalAnswer = {
  approval: {
    executionArn: ARN,
    executionName: 'ord-1',
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders',
    stateMachineName: 'orders',
    connection: 'default',
    eventId: EVENT,
    visit: 2,
    state: 'Approve',
    kind: 'task-token',
    resource: 'sendMessage.waitForTaskToken',
    attempt: 1,
    since: '2026-11-22T18:00:00.000Z',
    startedDate: null,
    timeoutSeconds: null,
    heartbeatSeconds: null,
    deadlineDate: null,
    remainingMs: null,
    end: null,
    decision: null,
  },
  executionStatus: 'RUNNING',
  service: 'sqs',
  iterations: [],
  ifUnanswered: { timeout: null, heartbeat: null, executionDeadlineDate: null },
  ifRejected: { named: [], other: { kind: 'fails' } },
  answerable: { kind: 'yes', fingerprint: '0a1b2c3d' },
  isSettled: false,
  serverDate: '2026-11-22T18:01:00.000Z',
  problems: [],
};

const DECIDED: Extract<DecideAnswer, { kind: 'decided' }> = {
  kind: 'decided',
  decision: {
    id: 'd-1',
    executionArn: ARN,
    eventId: EVENT,
    stateMachineArn: WAITING.approval.stateMachineArn,
    state: 'Approve',
    by: 'local user',
    date: '2026-11-22T18:01:00.000Z',
    answer: { kind: 'approve', output: '{}' },
    comment: null,
    fingerprint: '0a1b2c3d',
    outcome: 'accepted',
    outcomeDate: '2026-11-22T18:01:00.000Z',
    note: '',
    awsRequestId: 'r-1',
  },
};

afterEach(() => vi.unstubAllGlobals());

/** Sends a decision from a page that looks at the task, and can read nothing new of it. */
async function decide(status: number, body: object) {
  const reads: string[] = [];
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    if (method === 'POST') return Promise.resolve(Response.json(body, { status }));
    reads.push(path);
    return new Promise(() => {});
  });
  const client = new QueryClient();
  client.setQueryData(queryKey, WAITING);
  const page = new QueryObserver(client, { ...approvalQuery(ARN, EVENT), staleTime: Number.POSITIVE_INFINITY });
  const leave = page.subscribe(() => {});
  const mutation = new MutationObserver(client, decisionMutation(client, ARN, EVENT));
  const request = { decision: { kind: 'approve', output: '{}' }, idempotencyKey: 'request-1' } as const;
  await mutation.mutate(request).catch(() => null);
  const { isPending, error } = mutation.getCurrentResult();
  const shown = page.getCurrentResult().data?.approval.decision;
  leave();
  client.clear();
  return { isPending, error, shown, reads };
}

describe('while the task cannot be read again', () => {
  test('what was decided is shown as the server told it, and no longer as being sent', async () => {
    const { isPending, shown, reads } = await decide(200, DECIDED);
    expect(isPending).toBe(false);
    expect(shown).toEqual(DECIDED.decision);
    expect(reads).toEqual([expect.stringMatching(/^\/api\/v1\/approvals\/arn.*\/3$/)]);
  });

  test('who was first is told at once', async () => {
    const { isPending, error, shown, reads } = await decide(409, {
      error: { code: 'conflict', message: 'It was approved by somebody.', requestId: 'r-1' },
    });
    expect([isPending, error?.message, shown]).toEqual([false, 'It was approved by somebody.', null]);
    expect(reads).toHaveLength(1);
  });
});
