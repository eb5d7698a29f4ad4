import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { AfterFailureAnswer, Approval, AuditAnswer, DecisionAnswer } from '@/lib/contract/approvals';
import { parseArn } from '@/lib/domain/arn';
import type { Decision } from '@/lib/domain/decision';
import type { AfterFailure } from '@/lib/domain/definition/after-failure';
import type { WaitEnd } from '@/lib/domain/wait-answer';
import type { Heartbeat } from '@/lib/server/ports/audit';
import type { StoredWait } from '@/lib/server/ports/index-store';
import { toDate, toDateOrNull } from './time-window';

type Around = {
  readonly stateMachineName: string;
  /** Now by the clock of AWS, which stamped the times of the wait. */
  readonly nowMs: EpochMs;
  readonly end: Approval['end'];
  readonly decision: Decision | null;
};

/** A wait as it leaves the server. */
export function toApproval(wait: StoredWait, { stateMachineName, nowMs, end, decision }: Around): Approval {
  const deadlineMs = deadlineOf(wait);
  const isOver = end !== null;
  return {
    executionArn: wait.executionArn,
    executionName: wait.executionName,
    stateMachineArn: wait.machineArn,
    stateMachineName,
    connection: wait.connection,
    eventId: wait.eventId,
    visit: wait.visit,
    state: wait.state,
    kind: isActivity(wait.resource) ? 'activity' : 'task-token',
    resource: wait.resource,
    attempt: wait.attempt,
    since: toDate(wait.sinceMs),
    startedDate: toDateOrNull(wait.startedAtMs),
    timeoutSeconds: wait.timeoutSeconds,
    heartbeatSeconds: wait.heartbeatSeconds,
    deadlineDate: toDateOrNull(deadlineMs),
    remainingMs: deadlineMs === null || isOver ? null : Math.max(0, deadlineMs - nowMs),
    end,
    decision: decision === null ? null : toDecision(decision),
  };
}

/** Whether a worker has to fetch it: an activity's ARN stands where a service's call would. */
export function isActivity(resource: string): boolean {
  const parsed = parseArn(resource);
  return parsed.kind === 'ok' && parsed.arn.kind === 'activity';
}

/** Time-outs count from when the service or a worker took it (aws-facts §3). */
function deadlineOf({
  startedAtMs,
  timeoutSeconds,
}: Pick<StoredWait, 'startedAtMs' | 'timeoutSeconds'>): EpochMs | null {
  return startedAtMs === null || timeoutSeconds === null ? null : epochMs(startedAtMs + timeoutSeconds * 1_000);
}

/** How a wait ended, in the words of the list; null while it waits. */
export function toEnd(end: WaitEnd, endedAtMs: EpochMs | null): Approval['end'] {
  switch (end.kind) {
    case 'waiting':
      return null;
    case 'succeeded':
      return { kind: 'approved', date: toDate(end.atMs), error: null };
    case 'failed':
      return { kind: 'rejected', date: toDate(end.atMs), error: end.error };
    case 'timed-out':
      return { kind: 'timed-out', date: toDate(end.atMs), error: null };
    case 'closed':
    case 'unknown':
      return { kind: end.kind, date: toDateOrNull(endedAtMs), error: null };
  }
}

/** A decision as it leaves the server: everything but the key of its request. */
export function toDecision(decision: Decision): DecisionAnswer {
  const { id, task, stateMachineArn, state, by, atMs, answer, comment, fingerprint, conclusion } = decision;
  return {
    id,
    executionArn: task.executionArn,
    eventId: task.eventId,
    stateMachineArn,
    state,
    by,
    date: toDate(atMs),
    answer:
      answer.kind === 'approve'
        ? { kind: 'approve', output: answer.output }
        : { kind: 'reject', error: answer.error, cause: answer.cause },
    comment,
    fingerprint,
    outcome: conclusion?.outcome ?? 'sending',
    outcomeDate: toDateOrNull(conclusion?.atMs ?? null),
    note: conclusion?.note ?? '',
    awsRequestId: conclusion?.awsRequestId ?? null,
  };
}

type HeartbeatAnswer = Extract<AuditAnswer['items'][number], { kind: 'heartbeat' }>['heartbeat'];

export function toHeartbeat(heartbeat: Heartbeat): HeartbeatAnswer {
  const { id, task, stateMachineArn, state, by, atMs, comment, fingerprint, outcome } = heartbeat;
  const { executionArn, eventId } = task;
  const date = toDate(atMs);
  return { id, executionArn, eventId, stateMachineArn, state, by, date, comment, fingerprint, outcome };
}

export function toAfterFailure(after: AfterFailure): AfterFailureAnswer {
  switch (after.kind) {
    case 'retry':
      return { kind: 'retry', state: after.state };
    case 'next':
      return { kind: 'next', state: after.state, next: after.next };
    case 'fails':
    case 'unknown':
      return { kind: after.kind };
  }
}
