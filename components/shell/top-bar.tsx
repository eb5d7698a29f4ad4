'use client';

import { CircleQuestionMark, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Brand } from '@/components/shell/brand';
import { JumpDialog } from '@/components/shell/jump-dialog';
import { KeysDialog } from '@/components/shell/keys-dialog';
import { LiveSwitch } from '@/components/shell/live-switch';
import { ThemeMenu } from '@/components/shell/theme-menu';
import { TimeRangePicker } from '@/components/shell/time-range-picker';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { RangeLink } from '@/lib/client/range-link';
import { useTimeRange } from '@/lib/client/time-range-state';

type OpenDialog = 'none' | 'jump' | 'keys';

/** Jump, time range and theme, and the dialogs that keys open from anywhere. */
export function TopBar({ isApple }: { readonly isApple: boolean }): ReactNode {
  const [dialog, setDialog] = useState<OpenDialog>('none');
  const { problem } = useTimeRange();
  useShortcuts({ onJump: () => setDialog('jump'), onHelp: () => setDialog('keys') });
  return (
    <header className="sticky top-0 z-20 order-1 border-b border-line bg-surface">
      <div className="flex h-12 items-center gap-2 px-4">
        <RangeLink path="/" aria-label="Statelens, overview" className="flex size-8 items-center md:hidden">
          <Brand />
        </RangeLink>
        <Button onClick={() => setDialog('jump')} className="max-md:w-8 max-md:justify-center max-md:px-0 md:w-80">
          <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <span className="sr-only text-muted md:not-sr-only md:grow md:text-left">Search or jump to…</span>
          <span aria-hidden="true" className="hidden md:inline">
            <Kbd>{isApple ? '⌘K' : 'Ctrl K'}</Kbd>
          </span>
        </Button>
        <div className="grow" />
        <TimeRangePicker />
        <LiveSwitch />
        <ThemeMenu />
        <span className="hidden md:inline">
          <Button isIcon aria-label="Keyboard shortcuts" title="Keyboard shortcuts" onClick={() => setDialog('keys')}>
            <CircleQuestionMark aria-hidden="true" className="size-4" />
          </Button>
        </span>
      </div>
      <p role="status" className="border-t border-line bg-waiting-soft px-4 py-1.5 text-waiting-text empty:hidden">
        {problem === null
          ? null
          : `The time range of this link was not used, because ${problem}. The last 24 hours are set instead.`}
      </p>
      <JumpDialog isOpen={dialog === 'jump'} onOpenChange={(isOpen) => setDialog(isOpen ? 'jump' : 'none')} />
      <KeysDialog
        isApple={isApple}
        isOpen={dialog === 'keys'}
        onOpenChange={(isOpen) => setDialog(isOpen ? 'keys' : 'none')}
      />
    </header>
  );
}
