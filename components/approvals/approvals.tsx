'use client';

import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useState } from 'react';
import { ApprovalDetail } from '@/components/approvals/approval-detail';
import { ApprovalList } from '@/components/approvals/approval-list';
import { type Draft, EMPTY_DRAFT } from '@/components/approvals/draft';
import { Alert } from '@/components/ui/alert';
import { LoadProblem } from '@/components/ui/load-problem';
import { PageHeader } from '@/components/ui/page-header';
import { formatAge, formatCount } from '@/lib/base/format';
import { APPROVALS_STATE } from '@/lib/client/approvals-state';
import { useNowMs } from '@/lib/client/clock';
import { approvalId, parseApprovalId } from '@/lib/client/paths';
import { approvalsQuery } from '@/lib/client/queries/approvals-query';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { Approval } from '@/lib/contract/approvals';

type ApprovalsProps = {
  readonly problems: ReactNode;
  /** Narrows the list, where there is something to choose. */
  readonly filter: ReactNode;
};

/** What waits for an answer, and one of it to be answered. */
export function Approvals({ problems, filter }: ApprovalsProps): ReactNode {
  const [{ view, id, connection }, setState] = useQueryStates(APPROVALS_STATE);
  const { data, error, dataUpdatedAt, isPlaceholderData, refetch } = useQuery(approvalsQuery(view, connection));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const items = data?.items ?? [];
  const [shown, setShown] = useFirst(`${view} ${connection}`, isPlaceholderData ? [] : items);
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const named = id === null ? null : parseApprovalId(id);
  const selected = named === null ? shown : id;
  const chosen = selected === null ? null : parseApprovalId(selected);
  const select = (next: string): void => {
    setShown(next);
    void setState({ id: next });
  };
  useListKeys(items, selected, select);
  return (
    <>
      <PageHeader
        title="Approvals"
        facts={data === undefined ? 'Loading' : waitingWords(data.waiting)}
        actions={filter}
      />
      {problems}
      {id !== null && named === null ? (
        <Alert tone="note" title="The link names no task">
          <p>It should hold the number of an event and the ARN of its execution. The list has all that wait.</p>
        </Alert>
      ) : null}
      {error === null ? null : (
        <LoadProblem
          what="The approvals"
          message={error.message}
          shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,4.25fr)]">
        <div className={named === null ? '' : 'max-lg:hidden'}>
          <ApprovalList
            view={view}
            onView={(next) => void setState({ view: next, id: null })}
            answer={data ?? null}
            answeredAtMs={dataUpdatedAt}
            hasFailed={error !== null}
            selected={selected}
            onSelect={select}
          />
        </div>
        {chosen === null || selected === null ? null : (
          <div className={`min-w-0 ${named === null ? 'max-lg:hidden' : ''}`}>
            <ApprovalDetail
              key={selected}
              executionArn={chosen.executionArn}
              eventId={chosen.eventId}
              draft={drafts[selected] ?? EMPTY_DRAFT}
              onDraft={(draft) => setDrafts((all) => ({ ...all, [selected]: draft }))}
              onBack={() => void setState({ id: null })}
            />
          </div>
        )}
      </div>
    </>
  );
}

function waitingWords(waiting: number): string {
  return waiting === 0 ? 'Nothing waits for an answer' : `${formatCount(waiting)} waiting`;
}

/**
 * Which one is shown while the address names none: the first of the list as it was at first. `list` names the view and
 * the connection. The list goes on moving, and what a person looks at must not.
 */
function useFirst(list: string, items: readonly Approval[]): readonly [string | null, (shown: string | null) => void] {
  const [first, setFirst] = useState<{ readonly list: string; readonly id: string | null }>({ list, id: null });
  const [item] = items;
  const isKept = first.list === list && first.id !== null;
  if (!isKept && item !== undefined) setFirst({ list, id: approvalId(item.executionArn, item.eventId) });
  return [isKept ? first.id : null, (id) => setFirst({ list, id })];
}

/** `j` and `k` go down and up the list. */
function useListKeys(items: readonly Approval[], selected: string | null, select: (id: string) => void): void {
  const ids = items.map(({ executionArn, eventId }) => approvalId(executionArn, eventId));
  const step = (by: number) => (): void => {
    const at = selected === null ? -1 : ids.indexOf(selected);
    const next = ids[Math.min(ids.length - 1, Math.max(0, at + by))];
    if (next !== undefined) select(next);
  };
  useSingleKeys({ j: step(1), k: step(-1) });
}
