import 'server-only';
import { formatUtc } from '@/lib/base/format';
import type { Decision } from '@/lib/domain/decision';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { WaitEnd } from '@/lib/domain/wait-answer';

/** Why a task no longer waits, for the person who wanted to answer it. */
export function whyOver(end: WaitEnd, status: ExecutionStatus): string {
  switch (end.kind) {
    case 'succeeded':
      return `It was answered with success at ${formatUtc(end.atMs)}.`;
    case 'failed':
      return `It was answered with the failure ${end.error ?? 'without a name'} at ${formatUtc(end.atMs)}.`;
    case 'timed-out':
      return `Nobody answered in time: it timed out at ${formatUtc(end.atMs)}.`;
    case 'closed':
      return CLOSED[end.status](status);
    case 'waiting':
      return 'AWS does not take the token any more, although the history still shows the task as waiting.';
    case 'unknown':
      return 'The history does not hold this task.';
  }
}

const CLOSED: Readonly<Record<Extract<WaitEnd, { kind: 'closed' }>['status'], (status: ExecutionStatus) => string>> = {
  ended: (status) => `The execution ended (${status}) before anybody answered.`,
  'enclosing-failed': () => 'Another branch or item around it failed, which ended this task too.',
  redriven: () => 'The execution was redriven, which made the token of this attempt void.',
};

/** Who was first, for those who come after. */
export function heldBy({ by, atMs, answer, conclusion }: Decision): string {
  const verb = answer.kind === 'approve' ? 'approved' : 'rejected';
  const at = formatUtc(atMs);
  switch (conclusion?.outcome) {
    case undefined:
      return `This is being ${verb} by ${by} since ${at}. Nothing of yours was sent.`;
    case 'unknown':
      return `It was ${verb} by ${by} at ${at}; whether AWS took that is not known yet. Nothing of yours was sent.`;
    default:
      return `It was ${verb} by ${by} at ${at}. Nothing of yours was sent.`;
  }
}
