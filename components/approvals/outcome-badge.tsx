import type { ReactNode } from 'react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Approval, DecisionAnswer } from '@/lib/contract/approvals';

type End = NonNullable<Approval['end']>;

const ENDS: Readonly<Record<End['kind'], { readonly tone: Tone; readonly word: string }>> = {
  approved: { tone: 'succeeded', word: 'Approved' },
  rejected: { tone: 'failed', word: 'Rejected' },
  'timed-out': { tone: 'timed-out', word: 'Timed out' },
  closed: { tone: 'aborted', word: 'Closed' },
  unknown: { tone: 'unknown', word: 'Unknown' },
};

/** How a wait ended. */
export function EndBadge({ end }: { readonly end: End }): ReactNode {
  const { tone, word } = ENDS[end.kind];
  return <Badge tone={tone}>{word}</Badge>;
}

/** A decision that is under way, or whose answer was lost. */
export function DecisionBadge({ decision }: { readonly decision: DecisionAnswer }): ReactNode {
  return decision.outcome === 'unknown' ? (
    <Badge tone="unknown">Not known yet</Badge>
  ) : (
    <Badge tone="running">Being sent</Badge>
  );
}
