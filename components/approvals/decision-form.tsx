'use client';

import { type ReactNode, useId, useRef, useState } from 'react';
import { ApproveDialog } from '@/components/approvals/approve-dialog';
import type { Draft } from '@/components/approvals/draft';
import { RejectDialog } from '@/components/approvals/reject-dialog';
import { SentNotice } from '@/components/approvals/sent-notice';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/lib/base/format';
import { newIdempotencyKey, useDecision } from '@/lib/client/use-decision';
import type { ApprovalAnswer } from '@/lib/contract/approvals';
import { checkOutput } from '@/lib/view/approval-words';

/** Most that AWS takes as an output and that the audit takes as a comment (aws-facts §1.4, lib/contract/approvals.ts). */
const MOST_OUTPUT_BYTES = 262_144;
const MOST_COMMENT = 1_000;

type DecisionFormProps = {
  readonly answer: ApprovalAnswer;
  readonly remainingMs: number | null;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
};

type OpenDialog = 'none' | 'approve' | 'reject';

/**
 * The answer to a task. It stays on the page, locked and with what was written, when the task is over meanwhile; where
 * nothing was written there is nothing to keep.
 */
export function DecisionForm({ answer, remainingMs, draft, onDraft }: DecisionFormProps): ReactNode {
  const { approval, answerable } = answer;
  const [dialog, setDialog] = useState<OpenDialog>('none');
  const form = useRef<HTMLElement>(null);
  // Kept once the form was there: what a person is writing must not go away under their hands.
  const [wasOpen, setWasOpen] = useState(false);
  const isOpen = approval.end === null && answerable.kind === 'yes' && !isHeld(answer);
  if (isOpen && !wasOpen) setWasOpen(true);
  const decision = useDecision(approval.executionArn, approval.eventId);
  const check = checkOutput(draft.output, MOST_OUTPUT_BYTES);
  const isLocked = !isOpen || remainingMs === 0 || decision.isPending;
  const comment = draft.comment.trim() === '' ? {} : { comment: draft.comment };
  const close = (): void => setDialog('none');
  if (!isOpen && !wasOpen) return null;
  return (
    // Takes the focus of a button that is locked once it was pressed: what came of it stands in here.
    <section ref={form} tabIndex={-1} aria-label="Answer" className="grid gap-3 border-t border-line p-3 outline-none">
      <OutputField
        output={draft.output}
        check={check}
        isLocked={isLocked}
        onChange={(output) => onDraft({ ...draft, output })}
      />
      <CommentField
        comment={draft.comment}
        isLocked={isLocked}
        onChange={(text) => onDraft({ ...draft, comment: text })}
      />
      <LockReason isOpen={isOpen} remainingMs={remainingMs} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="approve"
          disabled={isLocked || check.problem !== null}
          onClick={() => setDialog('approve')}
          className="px-3"
        >
          Review and approve…
        </Button>
        <Button look="reject" disabled={isLocked} onClick={() => setDialog('reject')} className="px-3">
          Reject…
        </Button>
        <Button
          look="quiet"
          disabled={isLocked}
          onClick={() =>
            decision.mutate({ decision: { kind: 'keep-alive' }, ...comment, idempotencyKey: newIdempotencyKey() })
          }
        >
          Keep alive
        </Button>
      </div>
      <SentNotice mutation={decision} />
      <ApproveDialog
        isOpen={dialog === 'approve'}
        approval={approval}
        output={draft.output}
        bytes={check.bytes}
        isLocked={isLocked}
        finalFocus={form}
        onClose={close}
        onSend={(idempotencyKey) => {
          decision.mutate({ decision: { kind: 'approve', output: draft.output }, ...comment, idempotencyKey });
          close();
        }}
      />
      <RejectDialog
        isOpen={dialog === 'reject'}
        answer={answer}
        draft={draft}
        isLocked={isLocked}
        finalFocus={form}
        onDraft={onDraft}
        onClose={close}
        onSend={(idempotencyKey) => {
          const { error, cause } = draft;
          decision.mutate({ decision: { kind: 'reject', error, cause }, ...comment, idempotencyKey });
          close();
        }}
      />
    </section>
  );
}

/** Whether a decision that was made holds the task. */
function isHeld({ approval: { decision } }: ApprovalAnswer): boolean {
  return decision !== null && ['sending', 'accepted', 'unknown', 'superseded'].includes(decision.outcome);
}

type OutputFieldProps = {
  readonly output: string;
  readonly check: ReturnType<typeof checkOutput>;
  readonly isLocked: boolean;
  readonly onChange: (output: string) => void;
};

function OutputField({ output, check, isLocked, onChange }: OutputFieldProps): ReactNode {
  const id = useId();
  const size = `${formatCount(check.bytes)} of ${formatCount(MOST_OUTPUT_BYTES)} bytes`;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        Output on approval (JSON)
      </label>
      <textarea
        id={id}
        value={output}
        onChange={(event) => onChange(event.target.value)}
        readOnly={isLocked}
        spellCheck={false}
        rows={5}
        aria-invalid={check.problem !== null}
        aria-describedby={`${id}-check`}
        className="min-h-24 resize-y rounded-control border border-control bg-surface p-2 font-mono text-small read-only:bg-canvas read-only:text-muted"
      />
      <p id={`${id}-check`} className="text-small tabular-nums">
        <span className={check.problem === null ? 'text-succeeded-text' : 'font-medium text-failed-text'}>
          {check.problem ?? 'Valid JSON'}
        </span>
        <span className="text-muted"> · {size}</span>
      </p>
    </div>
  );
}

type CommentFieldProps = {
  readonly comment: string;
  readonly isLocked: boolean;
  readonly onChange: (comment: string) => void;
};

function CommentField({ comment, isLocked, onChange }: CommentFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        Comment, for the audit only
      </label>
      <input
        id={id}
        type="text"
        value={comment}
        maxLength={MOST_COMMENT}
        onChange={(event) => onChange(event.target.value)}
        readOnly={isLocked}
        className="h-8 min-w-0 rounded-control border border-control bg-surface px-2 read-only:bg-canvas read-only:text-muted"
      />
    </div>
  );
}

/** Why the form is locked while what was written stays in it. */
function LockReason({
  isOpen,
  remainingMs,
}: {
  readonly isOpen: boolean;
  readonly remainingMs: number | null;
}): ReactNode {
  const reason = !isOpen
    ? 'It can no longer be answered. What you wrote stays here to be copied.'
    : remainingMs === 0
      ? 'The time is up. The history is being read for what became of it; what you wrote stays here.'
      : null;
  return (
    <p role="status" className="text-waiting-text empty:hidden">
      {reason}
    </p>
  );
}
