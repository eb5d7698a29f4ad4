'use client';

import type { ReactNode } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { PAGES } from '@/lib/client/paths';
import { usePreference } from '@/lib/client/preferences';
import { RangeLink } from '@/lib/client/range-link';

type KeysDialogProps = {
  readonly isApple: boolean;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
};

/** The list of keys. Each does something that can be done without it, too. */
export function KeysDialog({ isApple, isOpen, onOpenChange }: KeysDialogProps): ReactNode {
  const [preference] = usePreference('shortcuts');
  const rows = [
    { keys: [isApple ? '⌘' : 'Ctrl', 'K'], does: 'Search or jump' },
    ...PAGES.map(({ key, label }) => ({ keys: ['g', key], does: `Go to ${label}` })),
    { keys: ['/'], does: 'Find on this page' },
    { keys: ['j', 'k'], does: 'Next and previous row of a list or timeline' },
    { keys: ['n', 'N'], does: 'Next and previous error of a timeline' },
    { keys: ['+', '−', '0'], does: 'Zoom in a timeline, zoom out, show all of it' },
    { keys: ['Shift', '←', '→'], does: 'Move along a timeline that is zoomed' },
    { keys: ['[', ']'], does: 'Previous and next execution of the list, or of the machine' },
    { keys: ['Enter'], does: 'Open the row' },
    { keys: ['?'], does: 'Show this list' },
    { keys: ['Esc'], does: 'Close what is open' },
  ];
  return (
    <Dialog
      title="Keyboard shortcuts"
      description={preference === 'on' ? 'They rest while you type in a field.' : 'Single keys are switched off.'}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <dl className="grid grid-cols-[1fr_auto] px-4 py-2">
        {rows.map(({ keys, does }) => (
          <div
            key={does}
            className="col-span-2 grid grid-cols-subgrid items-center border-line py-1.5 not-first:border-t"
          >
            <dt>{does}</dt>
            <dd className="flex justify-end gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="border-t border-line px-4 py-3 text-muted">
        Single keys can be switched {preference === 'on' ? 'off' : 'on'} in{' '}
        <RangeLink path="/settings" onClick={() => onOpenChange(false)} className="text-accent underline">
          Settings
        </RangeLink>
        .
      </p>
    </Dialog>
  );
}
