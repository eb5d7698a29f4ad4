import { z } from 'zod';
import { DECISION_OUTCOMES } from '@/lib/domain/decision';
import { executionArn } from './arn-param';
import { coverage } from './coverage';
import { problem } from './problem';
import { count, date, eventId, executionStatus, milliseconds } from './values';
import { connectionQuery } from './window';

/** Most that AWS takes (aws-facts §1.1, §1.4). */
const MOST_OUTPUT_BYTES = 262_144;
const MOST_ERROR_CHARACTERS = 256;
const MOST_CAUSE_CHARACTERS = 32_768;
const MOST_COMMENT_CHARACTERS = 1_000;

/** What was sent, or is to be sent. A rejection needs both its reasons. */
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approve'), output: z.string() }),
  z.object({ kind: z.literal('reject'), error: z.string(), cause: z.string() }),
]);

/** One decision that was made through this server. */
export const decision = z.object({
  id: z.string(),
  executionArn: z.string(),
  eventId,
  stateMachineArn: z.string(),
  state: z.string(),
  /** `local user`: local mode knows nobody by name. */
  by: z.string(),
  date,
  answer,
  /** For the audit only; it was not sent. */
  comment: z.string().nullable(),
  /** Tells the task token apart from others and does not lead back to it. */
  fingerprint: z.string(),
  /**
   * `sending`: the call is under way. `accepted`: AWS took it. `refused`: AWS refused the output, and the task waits on.
   * `not-waiting`: the task no longer waited. `not-sent`: AWS would not take the call. `unknown`: the answer was lost; the
   * history of the execution is read until it tells. `not-taken`: it never arrived, and the task waits on. `superseded`:
   * something else ended the wait.
   */
  outcome: z.enum(['sending', ...DECISION_OUTCOMES]),
  outcomeDate: date.nullable(),
  /** For a person: what AWS or the history said. Empty where the outcome says it all. */
  note: z.string(),
  awsRequestId: z.string().nullable(),
});
export type DecisionAnswer = Readonly<z.infer<typeof decision>>;

/** A task that waits, or waited, for a token to come back or for an activity's worker. */
export const approval = z.object({
  executionArn: z.string(),
  executionName: z.string(),
  stateMachineArn: z.string(),
  stateMachineName: z.string(),
  connection: z.string(),
  /** Id of the Scheduled event: with the execution's ARN it names the wait. */
  eventId,
  visit: eventId,
  state: z.string(),
  kind: z.enum(['task-token', 'activity']),
  /** `sendMessage.waitForTaskToken`, or the ARN of the activity. */
  resource: z.string(),
  /** Which try of its visit, counted from 1. */
  attempt: count,
  since: date,
  /** When the service or a worker took it: time-outs count from here. Null before that. */
  startedDate: date.nullable(),
  timeoutSeconds: count.nullable(),
  heartbeatSeconds: count.nullable(),
  /** When it times out; null where it has no time-out, and where nobody has taken it yet. */
  deadlineDate: date.nullable(),
  /** The same as time left at the moment of this answer, by the clock of AWS; 0 once it is over. */
  remainingMs: milliseconds.nullable(),
  /** How it ended; null while it waits. */
  end: z
    .object({
      /** `approved`, `rejected`: answered with success or failure, here or elsewhere. `closed`: ended from around it. */
      kind: z.enum(['approved', 'rejected', 'timed-out', 'closed', 'unknown']),
      date: date.nullable(),
      error: z.string().nullable(),
    })
    .nullable(),
  /** The newest decision about it that was made through this server. */
  decision: decision.nullable(),
});
export type Approval = Readonly<z.infer<typeof approval>>;

/** `GET /api/v1/approvals`. `expired` are those that nobody answered in time. */
export const listApprovalsRequest = z.object({
  view: z.enum(['waiting', 'decided', 'expired']).default('waiting').describe('Which of them'),
  ...connectionQuery,
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type ListApprovalsInput = Readonly<z.output<typeof listApprovalsRequest>>;

/** `waiting`: soonest deadline first, then those without one by age. `decided`, `expired`: newest first. */
export const approvalsResponse = z.object({
  items: z.array(approval).readonly(),
  /** There are no further pages: `limit` cuts, and `hasMore` says whether it did. */
  nextCursor: z.null(),
  hasMore: z.boolean(),
  coverage,
  /** Everything that waits, whatever the view, and the least time left of any. */
  waiting: count,
  soonestRemainingMs: milliseconds.nullable(),
  /** Whether this server takes decisions at all. */
  canDecide: z.boolean(),
  serverDate: date,
});
export type Approvals = Readonly<z.infer<typeof approvalsResponse>>;

const task = { arn: executionArn, eventId: z.coerce.number().int().positive() };

/** `GET /api/v1/approvals/{arn}/{eventId}` */
export const getApprovalRequest = z.object(task);
export type GetApprovalInput = Readonly<z.output<typeof getApprovalRequest>>;

/** What the definition does when the wait fails. `state` is the failing state or a Map or Parallel around it. */
const afterFailure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('retry'), state: z.string() }),
  z.object({ kind: z.literal('next'), state: z.string(), next: z.string() }),
  z.object({ kind: z.literal('fails') }),
  z.object({ kind: z.literal('unknown') }),
]);

/** One wait in full. What the reviewer was given is the payload of its event, tokens hidden. */
export const approvalResponse = z.object({
  approval,
  executionStatus,
  /** The service that was asked, such as `sqs`; empty for an activity. */
  service: z.string(),
  /** The highest index of the Map iterations around it, innermost last: `[2]` is the third item. */
  iterations: z.array(count).readonly(),
  /** What happens if nobody answers. The members are null where the task has no such limit. */
  ifUnanswered: z.object({
    timeout: afterFailure.nullable(),
    heartbeat: afterFailure.nullable(),
    /** When the whole execution times out; null where its definition sets no limit or it is not known. */
    executionDeadlineDate: date.nullable(),
  }),
  /** What follows a rejection: by the error names that the definition handles, and by any other. */
  ifRejected: z.object({
    named: z.array(z.object({ error: z.string(), follow: afterFailure })).readonly(),
    other: afterFailure,
  }),
  /** Whether it can be answered here, and why not. */
  answerable: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('yes'), fingerprint: z.string() }),
    z.object({
      kind: z.literal('no'),
      reason: z.enum([
        'over',
        'activity',
        'not-passed',
        'unclear',
        'no-data',
        'hidden',
        'from-log',
        'read-only',
        'cannot-read',
      ]),
      message: z.string(),
    }),
  ]),
  /** Whether nothing about it is expected to change: polling stops. */
  isSettled: z.boolean(),
  serverDate: date,
  problems: z.array(problem).readonly(),
});
export type ApprovalAnswer = Readonly<z.infer<typeof approvalResponse>>;
export type AfterFailureAnswer = Readonly<z.infer<typeof afterFailure>>;

const jsonOutput = z
  .string()
  .refine((text) => new TextEncoder().encode(text).length <= MOST_OUTPUT_BYTES, {
    message: `must have at most ${MOST_OUTPUT_BYTES} bytes in UTF-8`,
  })
  .refine(isJson, { message: 'must be JSON' });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * `POST /api/v1/approvals/{arn}/{eventId}/decision`. The server looks the token up: no member takes one, and an unknown
 * member is refused. The same `idempotencyKey` again is the same decision, which is not sent again.
 */
export const decideRequest = z.strictObject({
  ...task,
  decision: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('approve'), output: jsonOutput }),
    z.strictObject({
      kind: z.literal('reject'),
      error: z.string().min(1).max(MOST_ERROR_CHARACTERS),
      cause: z.string().min(1).max(MOST_CAUSE_CHARACTERS),
    }),
    z.strictObject({ kind: z.literal('keep-alive') }),
  ]),
  comment: z.string().max(MOST_COMMENT_CHARACTERS).optional(),
  idempotencyKey: z.string().min(8).max(128),
});
export type DecideInput = Readonly<z.output<typeof decideRequest>>;

/**
 * `decided`: it was sent; `decision.outcome` says what came of it. `kept-alive`: AWS took the heartbeat. `not-waiting`,
 * `not-answerable`, `not-known`: nothing was decided, and `message` says why.
 */
export const decideResponse = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decided'), decision }),
  z.object({ kind: z.literal('kept-alive'), date }),
  z.object({ kind: z.enum(['not-waiting', 'not-answerable', 'not-known']), message: z.string() }),
]);
export type DecideAnswer = Readonly<z.infer<typeof decideResponse>>;

/** `GET /api/v1/audit` */
export const listAuditRequest = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  cursor: z.string().max(128).optional().describe('`nextCursor` of the page before'),
});
export type ListAuditInput = Readonly<z.output<typeof listAuditRequest>>;

const heartbeat = z.object({
  id: z.string(),
  executionArn: z.string(),
  eventId,
  stateMachineArn: z.string(),
  state: z.string(),
  by: z.string(),
  date,
  comment: z.string().nullable(),
  fingerprint: z.string(),
  outcome: z.enum(['accepted', 'not-waiting', 'not-sent', 'unknown']),
});

/** Everything that was done through this server, newest first. */
export const auditResponse = z.object({
  items: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('decision'), decision }),
        z.object({ kind: z.literal('heartbeat'), heartbeat }),
      ]),
    )
    .readonly(),
  nextCursor: z.string().nullable(),
  coverage,
});
export type AuditAnswer = Readonly<z.infer<typeof auditResponse>>;
