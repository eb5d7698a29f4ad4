import 'server-only';
import { randomUUID } from 'node:crypto';
import type { DecideAnswer, DecideInput } from '@/lib/contract/approvals';
import { callerName } from '@/lib/domain/access';
import { type Decision, holdsTask, type Intent, type TaskAnswer, type TaskName } from '@/lib/domain/decision';
import { AppError } from '@/lib/server/errors';
import type { Connection } from '@/lib/server/ports/aws';
import type { AnswerResult, WaitingTask } from '@/lib/server/ports/waiting-tasks';
import type { ApprovalDependencies } from './approval-dependencies';
import { type LoadedWait, loadWait, readWaitEnd } from './load-wait';
import { type By, requireAction } from './service-dependencies';
import { NO_TOKEN } from './task-facts';
import { toDate } from './time-window';
import { isActivity, toDecision } from './to-approval';
import { heldBy, whyOver } from './wait-words';

const CLICK = { priority: 'click' } as const;

/**
 * Answers a waiting task. The order is what keeps it right (security L1): authorize, read again that it waits, write the
 * intent to the audit, send once, write the outcome.
 *
 * @throws {AppError} `conflict` where somebody else was first, `audit-unwritable` where nothing may be sent, and what the
 * gateway says where AWS would not take the call.
 */
export async function decide(deps: ApprovalDependencies, input: By<DecideInput>): Promise<DecideAnswer> {
  const { arn, eventId, decision, idempotencyKey, caller } = input;
  requireAction(caller, 'decide', deps);
  const name: TaskName = { executionArn: arn, eventId };
  const latest = deps.audit.latestOf(name);
  if (latest?.idempotencyKey === idempotencyKey) return { kind: 'decided', decision: toDecision(latest) };
  deps.actionLimit.take(caller);
  if (latest !== null && holdsTask(latest)) throw new AppError('conflict', heldBy(latest));

  const found = await findTask(deps, name);
  if (found.kind !== 'found') return { kind: found.kind, message: found.message };
  const { task, loaded } = found;
  if (decision.kind === 'keep-alive') return keepAlive(deps, input, loaded, task);

  const begun = await deps.audit.begin(toIntent(deps, input, decision, loaded, task));
  if (begun.kind === 'taken') {
    if (begun.by.idempotencyKey !== idempotencyKey) throw new AppError('conflict', heldBy(begun.by));
    return { kind: 'decided', decision: toDecision(begun.by) };
  }
  const result = await task.answer(decision);
  return conclude(deps, begun.decision, result);
}

type FoundTask =
  | { readonly kind: 'found'; readonly task: WaitingTask; readonly loaded: LoadedWait }
  | { readonly kind: 'not-waiting' | 'not-answerable'; readonly message: string };

/** Reads the history anew, and the token with it. */
async function findTask(deps: ApprovalDependencies, { executionArn, eventId }: TaskName): Promise<FoundTask> {
  const match = await deps.connections.findFor(executionArn, CLICK);
  if (match.kind !== 'connection')
    throw new AppError('not-found', 'This execution belongs to an account or a region that this server does not read.');
  await deps.reader.read(executionArn, CLICK);
  const execution = await deps.index.getExecution(executionArn);
  if (execution === null) throw new AppError('not-found', 'Neither the index nor AWS has this execution.');
  const loaded = await loadWait(deps, execution, eventId);
  if (loaded.end.kind !== 'waiting') return { kind: 'not-waiting', message: whyOver(loaded.end, execution.status) };
  if (isActivity(loaded.wait.resource))
    return { kind: 'not-answerable', message: 'An activity is answered by the worker that takes it.' };
  return findToken(match.connection, loaded);
}

async function findToken({ waitingTasks }: Connection, loaded: LoadedWait): Promise<FoundTask> {
  const { executionArn, eventId, state } = loaded.wait;
  const lastEventId = loaded.course.events.at(-1)?.id ?? eventId;
  const found = await waitingTasks.find({ executionArn, eventId, state, lastEventId }, CLICK);
  switch (found.kind) {
    case 'found':
      return { kind: 'found', task: found.task, loaded };
    case 'no-token':
      return { kind: 'not-answerable', message: NO_TOKEN[found.reason] };
    case 'gone':
      return { kind: 'not-waiting', message: 'AWS no longer has the history of this execution.' };
    case 'unavailable':
      return { kind: 'not-answerable', message: 'AWS gives out no history of Express executions.' };
  }
}

/** What is written down holds no token, even where somebody has pasted one. */
function toIntent(
  { clock }: ApprovalDependencies,
  { arn, eventId, comment, idempotencyKey, caller }: By<DecideInput>,
  answer: TaskAnswer,
  { execution, wait }: LoadedWait,
  task: WaitingTask,
): Intent {
  return {
    id: randomUUID(),
    task: { executionArn: arn, eventId },
    stateMachineArn: execution.machineArn,
    state: wait.state,
    by: callerName(caller),
    atMs: clock.nowMs(),
    answer:
      answer.kind === 'approve'
        ? { kind: 'approve', output: task.redact(answer.output) }
        : { kind: 'reject', error: task.redact(answer.error), cause: task.redact(answer.cause) },
    comment: comment === undefined || comment.trim() === '' ? null : task.redact(comment),
    fingerprint: task.fingerprint,
    idempotencyKey,
  };
}

async function conclude(deps: ApprovalDependencies, decision: Decision, result: AnswerResult): Promise<DecideAnswer> {
  const { id, task } = decision;
  const note = await noteOf(deps, task, result);
  const awsRequestId = result.kind === 'unknown' ? null : result.requestId;
  await deps.audit.conclude(id, { outcome: result.kind, atMs: deps.clock.nowMs(), note, awsRequestId });
  if (result.kind === 'not-sent') throw result.failure;
  if (result.kind === 'unknown') deps.onUnsettled();
  if (result.kind === 'accepted') refreshLater(deps, task);
  return { kind: 'decided', decision: toDecision(deps.audit.latestOf(task) ?? decision) };
}

async function noteOf(deps: ApprovalDependencies, task: TaskName, result: AnswerResult): Promise<string> {
  switch (result.kind) {
    case 'accepted':
      return '';
    case 'refused':
      return 'AWS did not take the output. The task waits on.';
    case 'not-sent':
      return result.failure.message;
    case 'unknown':
      return 'AWS’s answer was lost. The history of the execution is read until it tells.';
    case 'not-waiting': {
      const loaded = await readWaitEnd(deps, task).catch(() => null);
      return loaded === null ? `AWS says ${result.error}.` : whyOver(loaded.end, loaded.execution.status);
    }
  }
}

/** The page shows the end of the wait as soon as the history does; what fails here is read again by the sync. */
function refreshLater(deps: ApprovalDependencies, { executionArn }: TaskName): void {
  deps.reader.read(executionArn, CLICK).catch((error: unknown) => {
    deps.log.debug({ err: error, executionArn }, 'an execution could not be read after its decision');
  });
}

async function keepAlive(
  deps: ApprovalDependencies,
  { arn, eventId, comment, caller }: By<DecideInput>,
  { execution, wait }: LoadedWait,
  task: WaitingTask,
): Promise<DecideAnswer> {
  const result = await task.keepAlive();
  const atMs = deps.clock.nowMs();
  await deps.audit.noteHeartbeat({
    id: randomUUID(),
    task: { executionArn: arn, eventId },
    stateMachineArn: execution.machineArn,
    state: wait.state,
    by: callerName(caller),
    atMs,
    fingerprint: task.fingerprint,
    comment: comment === undefined || comment.trim() === '' ? null : task.redact(comment),
    outcome: result.kind === 'refused' ? 'not-sent' : result.kind,
  });
  switch (result.kind) {
    case 'accepted':
      return { kind: 'kept-alive', date: toDate(atMs) };
    case 'not-sent':
      throw result.failure;
    case 'not-waiting':
      return { kind: 'not-waiting', message: await noteOf(deps, { executionArn: arn, eventId }, result) };
    case 'refused':
    case 'unknown':
      return { kind: 'not-known', message: 'AWS’s answer was lost. A heartbeat may be sent again without harm.' };
  }
}
