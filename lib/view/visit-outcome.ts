import type { VisitOutcome } from '@/lib/domain/timeline/timeline';

/** How a status looks: each has an icon and a colour of its own, so that none is told by colour alone. */
export type StatusTone =
  | 'succeeded'
  | 'failed'
  | 'timed-out'
  | 'aborted'
  | 'running'
  | 'redrive'
  | 'waiting'
  | 'caught'
  | 'unknown';

/** The tone and the word of a visit's outcome. */
export const OUTCOME_LOOKS = {
  succeeded: { tone: 'succeeded', word: 'Succeeded' },
  caught: { tone: 'caught', word: 'Caught' },
  failed: { tone: 'failed', word: 'Failed' },
  aborted: { tone: 'aborted', word: 'Aborted' },
  running: { tone: 'running', word: 'Running' },
  waiting: { tone: 'waiting', word: 'Waiting' },
} as const satisfies Readonly<Record<VisitOutcome, { readonly tone: StatusTone; readonly word: string }>>;

export type OutcomeLook = (typeof OUTCOME_LOOKS)[VisitOutcome];
