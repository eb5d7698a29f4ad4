'use client';

import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextBox } from '@/components/ui/text-box';
import { formatCounted } from '@/lib/base/format';
import { newIdempotencyKey } from '@/lib/client/use-decision';
import type { Approval } from '@/lib/contract/approvals';

type ApproveDialogProps = {
  readonly isOpen: boolean;
  readonly approval: Approval;
  readonly output: string;
  readonly bytes: number;
  readonly isLocked: boolean;
  /** What has focus once it was sent. */
  readonly finalFocus: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onSend: (idempotencyKey: string) => void;
};

/** Shows what will be sent, to what, before it is sent. */
export function ApproveDialog({
  isOpen,
  approval,
  output,
  bytes,
  isLocked,
  finalFocus,
  onClose,
  onSend,
}: ApproveDialogProps): ReactNode {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      title={`Approve ${approval.state}?`}
      description={`${approval.stateMachineName} / ${approval.executionName}, event ${approval.eventId}`}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? undefined : onClose())}
      initialFocus={cancel}
      finalFocus={finalFocus}
    >
      <div className="grid gap-3 p-4">
        <p>
          AWS gets exactly this, as <code className="font-mono text-small">SendTaskSuccess</code>. The execution goes on
          with it, and it cannot be taken back.
        </p>
        <div className="grid gap-1">
          <h3 className="text-small text-muted">Output · {formatCounted(bytes, 'byte')}</h3>
          <TextBox label="Output that will be sent" text={output} />
        </div>
        <Buttons cancel={cancel} verb="Approve" look="approve" isLocked={isLocked} onClose={onClose} onSend={onSend} />
      </div>
    </Dialog>
  );
}

type ButtonsProps = {
  readonly cancel: RefObject<HTMLButtonElement | null>;
  readonly verb: string;
  readonly look: 'approve' | 'reject';
  readonly isLocked: boolean;
  readonly onClose: () => void;
  readonly onSend: (idempotencyKey: string) => void;
};

/** Cancel comes first and has focus; the other sends once, however often it is pressed. */
export function Buttons({ cancel, verb, look, isLocked, onClose, onSend }: ButtonsProps): ReactNode {
  const [key] = useState(newIdempotencyKey);
  const [isPressed, setIsPressed] = useState(false);
  return (
    <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
      <Button ref={cancel} onClick={onClose}>
        Cancel
      </Button>
      <Button
        look={look}
        disabled={isLocked || isPressed}
        onClick={() => {
          setIsPressed(true);
          onSend(key);
        }}
        className="px-3"
      >
        {verb}
      </Button>
    </div>
  );
}
