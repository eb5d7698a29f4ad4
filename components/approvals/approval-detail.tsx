'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApprovalFacts } from '@/components/approvals/approval-facts';
import { leftOf } from '@/components/approvals/approval-row';
import { DecisionForm } from '@/components/approvals/decision-form';
import { DecisionNotice, EndNotice } from '@/components/approvals/decision-notice';
import type { Draft } from '@/components/approvals/draft';
import { GivenView } from '@/components/approvals/given-view';
import { EndBadge } from '@/components/approvals/outcome-badge';
import { Alert } from '@/components/ui/alert';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { approvalQuery } from '@/lib/client/queries/approval-query';
import type { ApprovalAnswer } from '@/lib/contract/approvals';
import { formatLeft, isSoon, leftWords } from '@/lib/view/approval-words';

type ApprovalDetailProps = {
  readonly executionArn: string;
  readonly eventId: number;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Back to the list, where the window has no room for both. */
  readonly onBack: () => void;
};

/** One task: what it is about, what happens if nobody answers, and the answer. */
export function ApprovalDetail({ executionArn, eventId, draft, onDraft, onBack }: ApprovalDetailProps): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(approvalQuery(executionArn, eventId));
  const nowMs = useNowMs(dataUpdatedAt);
  const problem =
    error === null ? null : (
      <LoadProblem
        what="This task"
        message={error.message}
        shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
        onRetry={() => void refetch()}
      />
    );
  return (
    <div className="grid gap-3">
      <Button onClick={onBack} className="justify-self-start lg:hidden">
        <ChevronLeft aria-hidden="true" className="size-4" />
        All approvals
      </Button>
      {problem}
      {data === undefined ? (
        problem === null && (
          <Panel title="Task">
            <SkeletonRows what="the task" rows={12} />
          </Panel>
        )
      ) : (
        <Task answer={data} passedMs={nowMs - dataUpdatedAt} draft={draft} onDraft={onDraft} />
      )}
    </div>
  );
}

type TaskProps = {
  readonly answer: ApprovalAnswer;
  /** Time since the server said what is left, ms. */
  readonly passedMs: number;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
};

function Task({ answer, passedMs, draft, onDraft }: TaskProps): ReactNode {
  const { approval, answerable, problems } = answer;
  const remainingMs = leftOf(approval, passedMs);
  const serverNowMs = Date.parse(answer.serverDate) + passedMs;
  const isWaiting = approval.end === null;
  return (
    <Panel title={approval.state} aside={<Standing answer={answer} remainingMs={remainingMs} />}>
      {problems.map(({ code, title, nextStep }) => (
        <div key={code} className="p-3 pb-0">
          <Alert tone="warning" title={title}>
            <p>{nextStep}</p>
          </Alert>
        </div>
      ))}
      <ApprovalFacts answer={answer} serverNowMs={serverNowMs} />
      <GivenView executionArn={approval.executionArn} eventId={approval.eventId} kind={approval.kind} />
      {approval.decision === null ? null : <DecisionNotice decision={approval.decision} serverNowMs={serverNowMs} />}
      {approval.end === null ? null : <EndNotice approval={approval} answerable={answerable} />}
      {isWaiting && answerable.kind === 'no' && answerable.reason !== 'over' ? (
        <div className="p-3 pt-0">
          <Alert tone="note" title="It cannot be answered here">
            <p>{answerable.message}</p>
          </Alert>
        </div>
      ) : null}
      <DecisionForm answer={answer} remainingMs={remainingMs} draft={draft} onDraft={onDraft} />
    </Panel>
  );
}

function Standing({ answer, remainingMs }: { readonly answer: ApprovalAnswer; readonly remainingMs: number | null }) {
  const { approval } = answer;
  if (approval.end !== null) return <EndBadge end={approval.end} />;
  if (remainingMs === null) return <Badge tone="waiting">{leftWords({ ...approval, remainingMs })}</Badge>;
  return (
    <Badge tone={isSoon(remainingMs) ? 'failed' : 'waiting'}>
      <span className="tabular-nums">{remainingMs === 0 ? 'Time is up' : `${formatLeft(remainingMs)} left`}</span>
    </Badge>
  );
}
