'use client';

import type { ReactNode } from 'react';
import { CodeText } from '@/components/ui/code-text';
import { formatAge } from '@/lib/base/format';
import { executionPath } from '@/lib/client/paths';
import { useZone } from '@/lib/client/preferences';
import { RangeLink } from '@/lib/client/range-link';
import { usePlaces } from '@/lib/client/use-places';
import type { ApprovalAnswer } from '@/lib/contract/approvals';
import { unansweredWords } from '@/lib/view/approval-words';
import { formatInZone } from '@/lib/view/clock-time';

type ApprovalFactsProps = { readonly answer: ApprovalAnswer; readonly serverNowMs: number };

/** What the task is about: where it stands, since when, who was asked, and what happens if nobody answers. */
export function ApprovalFacts({ answer, serverNowMs }: ApprovalFactsProps): ReactNode {
  const { approval, iterations, ifUnanswered, answerable } = answer;
  const zone = useZone();
  const place = usePlaces().of(approval.executionArn);
  const sinceMs = Date.parse(approval.since);
  const item = iterations.length === 0 ? '' : ` · item ${iterations.map((index) => index + 1).join(' of item ')}`;
  return (
    <dl className="grid gap-x-4 gap-y-0.5 p-3 md:grid-cols-[9.5rem_minmax(0,1fr)] md:gap-y-1.5">
      <Fact label="Execution">
        <RangeLink
          path={`${executionPath(approval.executionArn)}?row=${approval.visit}`}
          className="text-accent underline [overflow-wrap:anywhere]"
        >
          {approval.stateMachineName} / {approval.executionName}
        </RangeLink>
        {item}
      </Fact>
      {place === null ? null : <Fact label="Account and region">{place.full}</Fact>}
      <Fact label="Waiting since">
        <time dateTime={approval.since}>{formatInZone(sinceMs, zone)}</time> ·{' '}
        {formatAge(Math.max(0, serverNowMs - sinceMs))}
      </Fact>
      <Fact label={approval.kind === 'activity' ? 'Activity' : 'Asked through'}>
        <span className="font-mono text-small">
          <CodeText text={`${answer.service} ${approval.resource.replace('.waitForTaskToken', '')}`.trim()} />
        </span>
        {approval.attempt > 1 ? ` · attempt ${approval.attempt}` : ''}
      </Fact>
      {approval.end === null ? (
        <Fact label="If nobody answers">
          {unansweredWords(approval, ifUnanswered).map((sentence) => (
            <span key={sentence} className="block">
              {sentence}
            </span>
          ))}
        </Fact>
      ) : null}
      {answerable.kind === 'yes' ? (
        <Fact label="Token">
          <span className="text-muted">stays on the server, fingerprint </span>
          <code className="font-mono text-small">{answerable.fingerprint}</code>
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt className="text-muted not-first:mt-2 md:not-first:mt-0">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
