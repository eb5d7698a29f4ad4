'use client';

import { type ReactNode, type RefObject, useId, useRef } from 'react';
import { Buttons } from '@/components/approvals/approve-dialog';
import type { Draft } from '@/components/approvals/draft';
import { Dialog } from '@/components/ui/dialog';
import { formatCount } from '@/lib/base/format';
import type { ApprovalAnswer } from '@/lib/contract/approvals';
import { followWords } from '@/lib/view/approval-words';

/** Most that AWS takes (aws-facts §1.1). */
const MOST_ERROR = 256;
const MOST_CAUSE = 32_768;

type RejectDialogProps = {
  readonly isOpen: boolean;
  readonly answer: ApprovalAnswer;
  readonly draft: Draft;
  readonly isLocked: boolean;
  /** What has focus once it was sent. */
  readonly finalFocus: RefObject<HTMLElement | null>;
  readonly onDraft: (draft: Draft) => void;
  readonly onClose: () => void;
  readonly onSend: (idempotencyKey: string) => void;
};

/** Asks for the reason, which is what will be sent, and says what the definition does about it. */
export function RejectDialog({
  isOpen,
  answer,
  draft,
  isLocked,
  finalFocus,
  onDraft,
  onClose,
  onSend,
}: RejectDialogProps): ReactNode {
  const cancel = useRef<HTMLButtonElement>(null);
  const { approval } = answer;
  const isComplete = draft.error !== '' && draft.cause !== '';
  return (
    <Dialog
      title={`Reject ${approval.state}?`}
      description={`${approval.stateMachineName} / ${approval.executionName}, event ${approval.eventId}`}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? undefined : onClose())}
      initialFocus={cancel}
      finalFocus={finalFocus}
    >
      <div className="grid gap-3 p-4">
        <p>
          AWS gets exactly this, as <code className="font-mono text-small">SendTaskFailure</code>. It cannot be taken
          back.
        </p>
        <ErrorField answer={answer} error={draft.error} onChange={(error) => onDraft({ ...draft, error })} />
        <CauseField cause={draft.cause} onChange={(cause) => onDraft({ ...draft, cause })} />
        <Buttons
          cancel={cancel}
          verb="Reject"
          look="reject"
          isLocked={isLocked || !isComplete}
          onClose={onClose}
          onSend={onSend}
        />
      </div>
    </Dialog>
  );
}

type ErrorFieldProps = {
  readonly answer: ApprovalAnswer;
  readonly error: string;
  readonly onChange: (error: string) => void;
};

function ErrorField({ answer, error, onChange }: ErrorFieldProps): ReactNode {
  const id = useId();
  const { named, other } = answer.ifRejected;
  const { follow } = named.find((each) => each.error === error) ?? { follow: other };
  const then = `With this error the task fails ${followWords(follow, answer.approval.state)}.`.replace(' ;', ';');
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        Error · {formatCount(error.length)} of {MOST_ERROR} characters
      </label>
      <input
        id={id}
        type="text"
        required
        value={error}
        maxLength={MOST_ERROR}
        list={`${id}-named`}
        placeholder={named[0]?.error ?? 'Approval.Rejected'}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-then`}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 rounded-control border border-control bg-surface px-2 font-mono text-small"
      />
      <datalist id={`${id}-named`}>
        {named.map((each) => (
          <option key={each.error} value={each.error} />
        ))}
      </datalist>
      <p id={`${id}-then`} className="text-small text-muted">
        {error === '' ? namedWords(named.map((each) => each.error)) : then}
      </p>
    </div>
  );
}

function namedWords(errors: readonly string[]): string {
  return errors.length === 0
    ? 'The definition handles no error of this task by name.'
    : `The definition handles ${errors.join(', ')} by name.`;
}

function CauseField({
  cause,
  onChange,
}: {
  readonly cause: string;
  readonly onChange: (cause: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        Cause, the reason in words · {formatCount(cause.length)} of {formatCount(MOST_CAUSE)} characters
      </label>
      <textarea
        id={id}
        required
        value={cause}
        maxLength={MOST_CAUSE}
        rows={4}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-20 resize-y rounded-control border border-control bg-surface p-2"
      />
    </div>
  );
}
