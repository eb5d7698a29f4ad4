'use client';

import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';

type CopyState = 'idle' | 'copied' | 'refused';

const ANSWERS: Record<CopyState, string> = {
  idle: '',
  copied: 'Copied',
  refused: 'The browser did not allow copying. Select the text and copy it.',
};

type CopyButtonProps = {
  /** Asked for when the button is pressed, so that it may depend on the moment. */
  readonly text: string | (() => string);
  /** What is copied, in words: “Copy ARN”. */
  readonly label: string;
  readonly isIconOnly?: boolean;
};

/** Copies a text and says so, on screen and to screen readers. */
export function CopyButton({ text, label, isIconOnly = false }: CopyButtonProps): ReactNode {
  const [state, setState] = useState<CopyState>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('copied');
    } catch {
      setState('refused'); // the page is not focused, or the person denied it
    }
  };
  const icon =
    state === 'copied' ? (
      <Check aria-hidden="true" className="size-4" />
    ) : (
      <Copy aria-hidden="true" className="size-4" />
    );
  return (
    <span className="relative inline-flex">
      <Button
        look={isIconOnly ? 'quiet' : 'outline'}
        isIcon={isIconOnly}
        {...(isIconOnly ? { 'aria-label': label, title: label } : {})}
        onClick={() => void copy()}
        onBlur={() => setState('idle')}
      >
        {icon}
        {isIconOnly ? null : label}
      </Button>
      <span
        role="status"
        className="pointer-events-none absolute top-full right-0 z-20 mt-1 w-max max-w-64 rounded-control bg-text px-2 py-1 text-small text-canvas empty:hidden"
      >
        {ANSWERS[state]}
      </span>
    </span>
  );
}
