import { Hand } from 'lucide-react';
import type { ReactNode } from 'react';
import { approvalId, approvalsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { TimelineVisit } from '@/lib/contract/timeline';

/** The way to answer a task that waits for it; nothing for any other visit. */
export function AnswerLink({ arn, visit }: { readonly arn: string; readonly visit: TimelineVisit }): ReactNode {
  const waiting = visit.outcome === 'waiting' ? visit.attempts.at(-1) : undefined;
  if (waiting === undefined) return null;
  return (
    <RangeLink
      path={approvalsPath(approvalId(arn, waiting.id))}
      className="inline-flex h-8 items-center gap-2 rounded-control border border-control bg-surface px-2.5 hover:bg-canvas"
    >
      <Hand aria-hidden="true" className="size-4 text-waiting-text" />
      Open approval
    </RangeLink>
  );
}
