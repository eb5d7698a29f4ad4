import { Check, CircleDashed, CirclePlay, Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { TextBox } from '@/components/ui/text-box';
import { formatAge, formatUtc } from '@/lib/base/format';
import type { Approval, ApprovalAnswer, DecisionAnswer } from '@/lib/contract/approvals';
import { prettyText } from '@/lib/view/payload-text';

type DecisionNoticeProps = { readonly decision: DecisionAnswer; readonly serverNowMs: number };

/** What was decided through this server, by whom and when, with what was sent; and what came of it. */
export function DecisionNotice({ decision, serverNowMs }: DecisionNoticeProps): ReactNode {
  const { answer, comment, note, awsRequestId } = decision;
  const { Icon, tone } = LOOKS[decision.outcome];
  return (
    <section aria-label="Decision" className="grid gap-2 border-t border-line p-3">
      <p className="flex items-start gap-2" role="status">
        <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${tone}`} strokeWidth={2.25} />
        <span>
          <strong className="font-semibold">{titleOf(decision, serverNowMs)}</strong>
          {note === '' ? null : <span className="text-muted"> {note}</span>}
        </span>
      </p>
      {answer.kind === 'approve' ? (
        <TextBox label="Output that was sent" text={prettyText(answer.output)} />
      ) : (
        <TextBox label="Reason that was sent" text={`${answer.error}\n${answer.cause}`} />
      )}
      <p className="text-small text-muted">
        {comment === null ? null : <>Comment: {comment} · </>}
        {formatUtc(Date.parse(decision.date))}
        {awsRequestId === null ? null : <> · AWS request {awsRequestId}</>}
      </p>
    </section>
  );
}

const NEUTRAL = { Icon: Info, tone: 'text-accent' } as const;

const LOOKS = {
  sending: { Icon: CirclePlay, tone: 'text-running-text' },
  accepted: { Icon: Check, tone: 'text-succeeded-text' },
  unknown: { Icon: CircleDashed, tone: 'text-muted' },
  refused: { Icon: X, tone: 'text-failed-text' },
  'not-waiting': NEUTRAL,
  'not-sent': { Icon: X, tone: 'text-failed-text' },
  'not-taken': NEUTRAL,
  superseded: NEUTRAL,
} as const satisfies Readonly<Record<DecisionAnswer['outcome'], object>>;

/** `Approved by local user 4 s ago` and the like: what happened, not who won. */
function titleOf({ answer, by, date, outcome }: DecisionAnswer, serverNowMs: number): string {
  const done = answer.kind === 'approve' ? 'Approved' : 'Rejected';
  const doing = answer.kind === 'approve' ? 'approval' : 'rejection';
  const age = formatAge(Math.max(0, serverNowMs - Date.parse(date)));
  switch (outcome) {
    case 'accepted':
      return `${done} by ${by} ${age}.`;
    case 'sending':
      return `The ${doing} by ${by} is being sent.`;
    case 'unknown':
      return `Not known yet, checking: the ${doing} by ${by} ${age}.`;
    case 'refused':
      return `AWS refused the ${doing} by ${by} ${age}.`;
    case 'not-waiting':
      return `The ${doing} by ${by} ${age} came too late.`;
    case 'not-sent':
      return `The ${doing} by ${by} ${age} was not taken by AWS.`;
    case 'not-taken':
      return `The ${doing} by ${by} ${age} never reached AWS.`;
    case 'superseded':
      return `The ${doing} by ${by} ${age} did not count.`;
  }
}

type EndNoticeProps = { readonly approval: Approval; readonly answerable: ApprovalAnswer['answerable'] };

/** Why there is nothing to decide any more. A decision of this server that stands says it already. */
export function EndNotice({ approval, answerable }: EndNoticeProps): ReactNode {
  if (approval.decision?.outcome === 'accepted' || answerable.kind === 'yes') return null;
  return (
    <p role="status" className="flex items-start gap-2 border-t border-line p-3">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
      <span>
        <strong className="font-semibold">No longer waiting.</strong> {answerable.message}
      </span>
    </p>
  );
}
