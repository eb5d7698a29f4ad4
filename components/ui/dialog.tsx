'use client';

import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from '@/components/ui/button';

type DialogProps = {
  readonly title: string;
  readonly description: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Hides title and description from sight (not from screen readers) where the content says the same. */
  readonly hasHiddenTitle?: boolean;
  /** What has focus at first; otherwise the first control. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** What gets focus on closing where what had it before cannot take it any more, such as a button that was locked. */
  readonly finalFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
};

/** A modal dialog: focus stays inside, Esc closes, focus returns to where it was. */
export function Dialog({
  title,
  description,
  isOpen,
  onOpenChange,
  hasHiddenTitle = false,
  initialFocus,
  finalFocus,
  children,
}: DialogProps): ReactNode {
  const hidden = hasHiddenTitle ? 'sr-only' : '';
  // Keys and several buttons open the same dialog, so the element to go back to is whichever had focus.
  const before = useRef<Element | null>(null);
  return (
    <RadixDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content
          onOpenAutoFocus={(event) => {
            before.current = document.activeElement;
            if (initialFocus === undefined) return;
            event.preventDefault();
            initialFocus.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const isLocked = before.current?.matches(':disabled') === true;
            if (isLocked) finalFocus?.current?.focus();
            else if (before.current instanceof HTMLElement) before.current.focus();
          }}
          className="fixed top-[12vh] left-1/2 z-50 max-h-[80dvh] w-[calc(100vw-2rem)] max-w-140 -translate-x-1/2 overflow-y-auto rounded-panel border border-line bg-surface shadow-xl"
        >
          <div className={hasHiddenTitle ? '' : 'flex items-start justify-between gap-4 border-b border-line p-4 pb-3'}>
            <div>
              <RadixDialog.Title className={`font-semibold ${hidden}`}>{title}</RadixDialog.Title>
              <RadixDialog.Description className={`text-muted ${hidden}`}>{description}</RadixDialog.Description>
            </div>
            {hasHiddenTitle ? null : (
              <RadixDialog.Close asChild>
                <Button look="quiet" isIcon aria-label="Close">
                  <X aria-hidden="true" className="size-4" />
                </Button>
              </RadixDialog.Close>
            )}
          </div>
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
