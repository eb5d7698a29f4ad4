'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { machinesQuery } from '@/lib/client/queries/machines-query';
import { useScope } from '@/lib/client/use-scope';

/** Above this many a list is searched rather than looked through. */
const MANY = 12;

type MachinePickerProps = {
  readonly chosen: readonly string[];
  /** Takes ARNs. */
  readonly onChange: (chosen: string[]) => void;
};

/** Chooses state machines. The list is asked for when it opens. */
export function MachinePicker({ chosen, onChange }: MachinePickerProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      label="State machines"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button>
          State machine
          {chosen.length === 0 ? null : <span className="text-accent tabular-nums">{chosen.length}</span>}
          <ChevronDown aria-hidden="true" className="size-4 text-muted" />
        </Button>
      }
    >
      <MachineList chosen={chosen} onChange={onChange} />
    </Popover>
  );
}

function MachineList({ chosen, onChange }: MachinePickerProps): ReactNode {
  const { data, error } = useQuery(machinesQuery(useScope()));
  const [text, setText] = useState('');
  if (error !== null) return <p className="max-w-80 p-3 text-failed-text">{error.message}</p>;
  if (data === undefined) return <p className="p-3 text-muted">Loading the state machines…</p>;
  if (data.items.length === 0) return <p className="max-w-80 p-3 text-muted">No state machine has been read yet.</p>;
  const machines = [...data.items]
    .sort((a, b) => a.name.localeCompare(b.name))
    .filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const isChosen = new Set(chosen);
  return (
    <div className="grid w-80 max-w-full gap-1 p-2">
      {data.items.length > MANY ? (
        <input
          type="text"
          aria-label="Part of a state machine’s name"
          placeholder="Part of the name"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8 min-w-0 rounded-control border border-control bg-surface px-2"
        />
      ) : null}
      <fieldset className="max-h-80 overflow-y-auto">
        <legend className="sr-only">State machines</legend>
        {machines.map(({ stateMachineArn: arn, name, accountId, region }) => (
          <label key={arn} className="flex min-h-8 items-center gap-2 rounded-control px-2 hover:bg-canvas">
            <input
              type="checkbox"
              checked={isChosen.has(arn)}
              onChange={() => onChange(isChosen.has(arn) ? chosen.filter((other) => other !== arn) : [...chosen, arn])}
              className="size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0 grow [overflow-wrap:anywhere]">{name}</span>
            <span className="text-small whitespace-nowrap text-muted">
              {region} · …{accountId.slice(-4)}
            </span>
          </label>
        ))}
        {machines.length === 0 ? <p className="p-2 text-muted">No name holds “{text.trim()}”.</p> : null}
      </fieldset>
    </div>
  );
}
