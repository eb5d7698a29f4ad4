import type { EpochMs } from '@/lib/base/units';

/** A wait, by the execution and the id of its Scheduled event: the token itself is never written down (security T3). */
export type TaskName = { readonly executionArn: string; readonly eventId: number };

/** What a person sends. `output` is JSON text and is sent as it stands. */
export type TaskAnswer =
  | { readonly kind: 'approve'; readonly output: string }
  | { readonly kind: 'reject'; readonly error: string; readonly cause: string };

/**
 * What came of a decision. `accepted`: AWS took it. `refused`: AWS refused the output. `not-waiting`: AWS said that the
 * task no longer waits. `not-sent`: AWS would not take the call at all, or it never went out. `unknown`: the answer was
 * lost. History settles that one as `accepted`, as `not-taken` (it never arrived, the task waits on) or as `superseded`
 * (somebody else's answer, a time-out or an abort stands there).
 */
export const DECISION_OUTCOMES = [
  'accepted',
  'refused',
  'not-waiting',
  'not-sent',
  'unknown',
  'not-taken',
  'superseded',
] as const;

export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

/** Outcomes that left the task as it was: it may be decided again. */
const FREEING: readonly DecisionOutcome[] = ['refused', 'not-waiting', 'not-sent', 'not-taken'];

/** How a decision ended, as far as it is known. */
export type Conclusion = {
  readonly outcome: DecisionOutcome;
  readonly atMs: EpochMs;
  /** For a person: what AWS or the history said. Empty where the outcome says it all. */
  readonly note: string;
  /** The id under which AWS knows the call; null where it gave none. */
  readonly awsRequestId: string | null;
};

/** One decision: who wanted what, and what came of it. */
export type Decision = {
  readonly id: string;
  readonly task: TaskName;
  readonly stateMachineArn: string;
  readonly state: string;
  /** Who decided: `local user`, because local mode knows nobody by name. */
  readonly by: string;
  readonly atMs: EpochMs;
  readonly answer: TaskAnswer;
  /** For the audit only; never sent to AWS. */
  readonly comment: string | null;
  /** Tells the token apart from others and does not lead back to it. */
  readonly fingerprint: string;
  /** Made by the page that sent it: the same key again is the same decision. */
  readonly idempotencyKey: string;
  /** Null while the call to AWS is under way. */
  readonly conclusion: Conclusion | null;
};

/** What is known before the call to AWS. */
export type Intent = Omit<Decision, 'conclusion'>;

/** Whether nobody else may decide the task meanwhile (security L2). */
export function holdsTask({ conclusion }: Decision): boolean {
  return conclusion === null || !FREEING.includes(conclusion.outcome);
}

/** Whether history still has to tell what came of it. */
export function isUnsettled({ conclusion }: Decision): boolean {
  return conclusion?.outcome === 'unknown';
}

/** The task as one text, to look it up by. */
export function taskKey({ executionArn, eventId }: TaskName): string {
  return `${executionArn} ${eventId}`;
}
