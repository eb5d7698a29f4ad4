'use client';

import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApprovalRow } from '@/components/approvals/approval-row';
import { Panel } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatCount } from '@/lib/base/format';
import { APPROVAL_VIEWS, type ApprovalView } from '@/lib/client/approvals-state';
import { useNowMs } from '@/lib/client/clock';
import { approvalId } from '@/lib/client/paths';
import { usePlaces } from '@/lib/client/use-places';
import type { Approval, Approvals } from '@/lib/contract/approvals';

const TITLES: Readonly<Record<ApprovalView, string>> = {
  waiting: 'Waiting, soonest first',
  decided: 'Decided, newest first',
  expired: 'Expired, newest first',
};

const EMPTY: Readonly<Record<ApprovalView, string>> = {
  waiting: 'No task waits for a token or a worker. What does will stand here, the soonest deadline first.',
  decided: 'No task that the index holds was answered yet.',
  expired: 'No task that the index holds ran out of time.',
};

type ApprovalListProps = {
  readonly view: ApprovalView;
  readonly onView: (view: ApprovalView) => void;
  /** Null while nothing has been read. */
  readonly answer: Approvals | null;
  readonly answeredAtMs: number;
  readonly hasFailed: boolean;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
};

/** The tasks of one view, each with the time that it has left. */
export function ApprovalList(props: ApprovalListProps): ReactNode {
  const { view, onView, answer, hasFailed } = props;
  return (
    <Panel title={TITLES[view]}>
      <div className="border-b border-line p-2">
        <Segmented
          legend="Which approvals"
          value={view}
          onChange={onView}
          options={APPROVAL_VIEWS.map((value) => ({ value, label: labelOf(value, answer) }))}
        />
      </div>
      {answer === null ? (
        hasFailed ? null : (
          <SkeletonRows what="approvals" rows={6} />
        )
      ) : (
        <Items {...props} answer={answer} />
      )}
    </Panel>
  );
}

function labelOf(view: ApprovalView, answer: Approvals | null): string {
  if (view !== 'waiting') return view === 'decided' ? 'Decided' : 'Expired';
  return answer === null ? 'Waiting' : `Waiting ${formatCount(answer.waiting)}`;
}

type ItemsProps = Omit<ApprovalListProps, 'answer'> & { readonly answer: Approvals };

function Items({ view, answer, answeredAtMs, selected, onSelect }: ItemsProps): ReactNode {
  const { items, coverage, hasMore } = answer;
  const nowMs = useNowMs(answeredAtMs);
  const passedMs = nowMs - answeredAtMs;
  const alike = countAlike(items);
  const places = usePlaces();
  return (
    <>
      {items.length === 0 ? <Empty view={view} coverage={coverage} /> : null}
      <ul className="max-h-[max(20rem,calc(100dvh-14rem))] overflow-y-auto">
        {items.map((approval) => {
          const id = approvalId(approval.executionArn, approval.eventId);
          return (
            <li key={id} className="border-line not-first:border-t">
              <ApprovalRow
                approval={approval}
                passedMs={passedMs}
                isSelected={id === selected}
                place={places.of(approval.executionArn)?.short ?? null}
                isOneOfMany={(alike.get(likeness(approval)) ?? 0) > 1}
                onSelect={() => onSelect(id)}
              />
            </li>
          );
        })}
      </ul>
      {hasMore ? (
        <p className="border-t border-line px-3 py-2 text-small text-muted">
          The first {formatCount(items.length)} are shown; there are more.
        </p>
      ) : null}
      {coverage.kind === 'all' || items.length === 0 ? null : (
        <p className="border-t border-line px-3 py-2 text-small text-muted">
          Not complete: {coverage.reasons.map(({ message }) => message).join(' ')}
        </p>
      )}
    </>
  );
}

/** Waits of one state in one execution, such as those of a Map's items, are told apart by their event. */
function countAlike(items: readonly Approval[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(likeness(item), (counts.get(likeness(item)) ?? 0) + 1);
  return counts;
}

function likeness({ executionArn, state }: Approval): string {
  return `${state} ${executionArn}`;
}

/** Nothing there, or nothing known: the two are not the same. */
function Empty({
  view,
  coverage,
}: {
  readonly view: ApprovalView;
  readonly coverage: Approvals['coverage'];
}): ReactNode {
  const isKnown = coverage.kind === 'all';
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center text-muted">
      <Inbox aria-hidden="true" className="size-6" strokeWidth={1.5} />
      <p>
        {isKnown
          ? EMPTY[view]
          : `Nothing is listed, and it is not known yet whether that is all: ${coverage.reasons.map(({ message }) => message).join(' ')}`}
      </p>
    </div>
  );
}
