'use client';

import { ListFilter } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';

type MoreFiltersProps = {
  readonly error: string | null;
  readonly state: string | null;
  readonly onChange: (change: { readonly error: string | null; readonly state: string | null }) => void;
};

/** Narrows to one error name and to one state that failed, both exactly as AWS writes them. */
export function MoreFilters({ error, state, onChange }: MoreFiltersProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      label="Error and state"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button>
          <ListFilter aria-hidden="true" className="size-4 text-muted" />
          Error, state
        </Button>
      }
    >
      <FilterForm
        error={error}
        state={state}
        onChange={(change) => {
          onChange(change);
          setIsOpen(false);
        }}
      />
    </Popover>
  );
}

function FilterForm({ error, state, onChange }: MoreFiltersProps): ReactNode {
  const [draft, setDraft] = useState({ error: error ?? '', state: state ?? '' });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange({ error: draft.error.trim() || null, state: draft.state.trim() || null });
  };
  return (
    <form onSubmit={submit} className="grid w-80 max-w-full gap-2 p-3">
      <Field
        label="Error name, exactly"
        placeholder="States.Timeout"
        value={draft.error}
        onChange={(next) => setDraft({ ...draft, error: next })}
      />
      <Field
        label="State that failed, exactly"
        placeholder="ChargeCard"
        value={draft.state}
        onChange={(next) => setDraft({ ...draft, state: next })}
      />
      <Button type="submit" look="filled" className="mt-1 justify-center">
        Apply
      </Button>
    </form>
  );
}

type FieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function Field({ label, placeholder, value, onChange }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        {label}
      </label>
      <input
        id={id}
        type="text"
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 rounded-control border border-control bg-surface px-2"
      />
    </div>
  );
}
