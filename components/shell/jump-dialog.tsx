'use client';

import { useQuery } from '@tanstack/react-query';
import { CornerDownLeft, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { findJumpTargets, type JumpTarget } from '@/lib/client/jump-targets';
import { withQuery } from '@/lib/client/paths';
import { machinesQuery } from '@/lib/client/queries/machines-query';
import { useTimeRange } from '@/lib/client/time-range-state';
import { useWindow } from '@/lib/client/use-window';

type JumpDialogProps = { readonly isOpen: boolean; readonly onOpenChange: (isOpen: boolean) => void };

/** Goes to a page or a state machine by its name, to anything by its ARN, and to the executions that hold a text. */
export function JumpDialog({ isOpen, onOpenChange }: JumpDialogProps): ReactNode {
  return (
    <Dialog
      title="Jump to"
      description="Type the name of a page, a state machine or an execution, or paste an ARN."
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      hasHiddenTitle
    >
      <JumpForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function JumpForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const router = useRouter();
  const { query } = useTimeRange();
  const machines = useQuery(machinesQuery({ ...useWindow(), connection: null }));
  const { targets, problem } = findJumpTargets(text, machines.data?.items ?? []);
  const target = targets[chosen];

  const open = (next: JumpTarget): void => {
    router.push(withQuery(next.path, query));
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key);
    if (step !== 0 && targets.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + targets.length) % targets.length);
    }
    if (event.key === 'Enter' && target !== undefined) {
      event.preventDefault();
      open(target);
    }
  };

  return (
    <>
      <div className="flex h-12 items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
        <input
          role="combobox"
          aria-label="Page, state machine, execution or ARN"
          aria-expanded={targets.length > 0}
          aria-controls="jump-targets"
          aria-activedescendant={target === undefined ? undefined : optionId(chosen)}
          aria-describedby="jump-problem"
          autoComplete="off"
          spellCheck={false}
          placeholder="Page, state machine, execution or ARN"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 grow bg-transparent outline-none"
        />
      </div>
      <JumpTargets targets={targets} chosen={chosen} onOpen={open} onPoint={setChosen} />
      <p id="jump-problem" role="status" className="px-4 py-3 text-failed-text [overflow-wrap:anywhere] empty:hidden">
        {problem}
      </p>
    </>
  );
}

function stepOf(key: string): -1 | 0 | 1 {
  if (key === 'ArrowDown') return 1;
  return key === 'ArrowUp' ? -1 : 0;
}

function optionId(index: number): string {
  return `jump-target-${index}`;
}

type JumpTargetsProps = {
  readonly targets: readonly JumpTarget[];
  readonly chosen: number;
  readonly onOpen: (target: JumpTarget) => void;
  readonly onPoint: (index: number) => void;
};

function JumpTargets({ targets, chosen, onOpen, onPoint }: JumpTargetsProps): ReactNode {
  return (
    <div id="jump-targets" role="listbox" aria-label="Places" className="p-2 empty:hidden">
      {targets.map((target, index) => (
        // The keyboard stays in the field, which names the chosen option; the mouse may press any.
        <div
          key={target.id}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onClick={() => onOpen(target)}
          onKeyDown={(event) => event.key === 'Enter' && onOpen(target)}
          onMouseMove={() => onPoint(index)}
          className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-2 py-1.5 aria-selected:bg-selection"
        >
          <span className="min-w-0 grow [overflow-wrap:anywhere]">{target.label}</span>
          <span className="text-small text-muted">{target.detail}</span>
          <CornerDownLeft aria-hidden="true" className={`size-3.5 text-muted ${index === chosen ? '' : 'invisible'}`} />
        </div>
      ))}
    </div>
  );
}
