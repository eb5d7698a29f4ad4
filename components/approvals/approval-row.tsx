import type { MouseEvent, ReactNode } from 'react';
import { DecisionBadge, EndBadge } from '@/components/approvals/outcome-badge';
import { TimeBar } from '@/components/approvals/time-bar';
import { approvalId, approvalsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { Approval } from '@/lib/contract/approvals';
import { isSoon, leftWords, shareLeft } from '@/lib/view/approval-words';

type ApprovalRowProps = {
  readonly approval: Approval;
  /** Time since the server said what is left, ms. */
  readonly passedMs: number;
  readonly isSelected: boolean;
  /** Whether others of the list have the same state and execution. */
  readonly isOneOfMany: boolean;
  /** Its account and region; null where all are of one. */
  readonly place: string | null;
  readonly onSelect: () => void;
};

/** One task of the list: what waits, where, and how long it still may. */
export function ApprovalRow({
  approval,
  passedMs,
  isSelected,
  isOneOfMany,
  place,
  onSelect,
}: ApprovalRowProps): ReactNode {
  const { executionArn, eventId, state, stateMachineName, executionName, kind, attempt } = approval;
  const limits = { ...approval, remainingMs: leftOf(approval, passedMs) };
  const select = (event: MouseEvent): void => {
    // A new tab or window is the browser's affair.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onSelect();
  };
  return (
    <RangeLink
      path={approvalsPath(approvalId(executionArn, eventId))}
      prefetch={false}
      onClick={select}
      aria-current={isSelected ? 'true' : undefined}
      className="grid gap-1 border-l-2 border-transparent px-3 py-2.5 hover:bg-canvas aria-[current]:border-accent aria-[current]:bg-selection"
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="truncate font-medium">{state}</span>
        <Standing approval={approval} limits={limits} />
      </span>
      <span className="truncate text-muted">
        {[
          stateMachineName,
          executionName,
          kind === 'activity' ? 'activity' : '',
          attempt > 1 ? `attempt ${attempt}` : '',
          isOneOfMany ? `event ${eventId}` : '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      {place === null ? null : <span className="truncate text-small text-muted">{place}</span>}
      {approval.end === null ? <TimeBar share={shareLeft(limits)} isUrgent={isSoon(limits.remainingMs)} /> : null}
    </RangeLink>
  );
}

/** Time left now. */
export function leftOf({ remainingMs }: Pick<Approval, 'remainingMs'>, passedMs: number): number | null {
  return remainingMs === null ? null : Math.max(0, remainingMs - passedMs);
}

type StandingProps = { readonly approval: Approval; readonly limits: Parameters<typeof leftWords>[0] };

function Standing({ approval: { end, decision }, limits }: StandingProps): ReactNode {
  if (end !== null) return <EndBadge end={end} />;
  if (decision?.outcome === 'sending' || decision?.outcome === 'unknown') return <DecisionBadge decision={decision} />;
  const tone = isSoon(limits.remainingMs)
    ? 'font-medium text-failed-text'
    : limits.remainingMs === null
      ? 'text-muted'
      : '';
  return <span className={`whitespace-nowrap tabular-nums ${tone}`}>{leftWords(limits)}</span>;
}
