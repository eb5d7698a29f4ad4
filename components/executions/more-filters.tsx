'use client';

import { ListFilter } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { formatOffset } from '@/lib/base/format';
import { readDuration } from '@/lib/base/read-duration';
import type { ExecutionFilter } from '@/lib/client/execution-filter';

type Narrowed = Pick<
  ExecutionFilter,
  | 'error'
  | 'state'
  | 'minDurationMs'
  | 'maxDurationMs'
  | 'minRetries'
  | 'redriven'
  | 'version'
  | 'alias'
  | 'revision'
  | 'payload'
>;

type MoreFiltersProps = { readonly filter: Narrowed; readonly onChange: (narrowed: Narrowed) => void };

/** Narrows by what is asked for less often: an error name, a state that failed, duration, retries, redrives, version. */
export function MoreFilters({ filter, onChange }: MoreFiltersProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      label="More filters"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button>
          <ListFilter aria-hidden="true" className="size-4 text-muted" />
          More filters
        </Button>
      }
    >
      <FilterForm
        filter={filter}
        onChange={(narrowed) => {
          onChange(narrowed);
          setIsOpen(false);
        }}
      />
    </Popover>
  );
}

/** The form as it is typed. */
type Draft = Readonly<
  Record<'error' | 'state' | 'atLeast' | 'atMost' | 'retries' | 'version' | 'alias' | 'revision' | 'payload', string>
> & {
  readonly isRedriven: boolean;
};

const YEAR_MS = 366 * 86_400_000;
const TOO_LONG = 'No execution takes more than a year';
const NO_DURATION = 'Write a number with its unit: 340 ms, 90 s, 5m, 1.5 h';
const NO_COUNT = 'Write a whole number from 1';

function FilterForm({ filter, onChange }: MoreFiltersProps): ReactNode {
  const [draft, setDraft] = useState(toDraft(filter));
  const [isTried, setIsTried] = useState(false);
  const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const problems = findProblems(draft);
  const shown = isTried ? problems : {};
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(problems).length === 0) onChange(toNarrowed(draft, filter));
  };
  return (
    <form onSubmit={submit} noValidate={true} className="grid w-88 max-w-full gap-3 p-3">
      <Field
        label="Error name, exactly"
        placeholder="States.Timeout"
        value={draft.error}
        onChange={(error) => set({ error })}
      />
      <Field
        label="State that failed, exactly"
        placeholder="ChargeCard"
        value={draft.state}
        onChange={(state) => set({ state })}
      />
      <Field
        label="Text in input or output"
        placeholder="cus_5f1c"
        value={draft.payload}
        onChange={(payload) => set({ payload })}
      />
      <div className="grid grid-cols-2 gap-2">
        <Field
          label="Took at least"
          placeholder="90 s"
          value={draft.atLeast}
          problem={shown.atLeast}
          onChange={(atLeast) => set({ atLeast })}
        />
        <Field
          label="Took at most"
          placeholder="5m"
          value={draft.atMost}
          problem={shown.atMost}
          onChange={(atMost) => set({ atMost })}
        />
      </div>
      <Field
        label="Retries, at least"
        placeholder="1"
        value={draft.retries}
        problem={shown.retries}
        onChange={(retries) => set({ retries })}
      />
      <div className="grid grid-cols-2 gap-2">
        <Field
          label="Version"
          placeholder="3"
          value={draft.version}
          problem={shown.version}
          onChange={(version) => set({ version })}
        />
        <Field label="Alias, exactly" placeholder="PROD" value={draft.alias} onChange={(alias) => set({ alias })} />
      </div>
      <Field
        label="Revision of the definition, its whole id"
        placeholder="8f0c3a52-77aa-4f0e-9d0d-0a3c1c5b2f11"
        value={draft.revision}
        onChange={(revision) => set({ revision })}
      />
      <label className="flex min-h-7 items-center gap-2">
        <input
          type="checkbox"
          checked={draft.isRedriven}
          onChange={(event) => set({ isRedriven: event.target.checked })}
          className="size-4 accent-accent"
        />
        Redriven only
      </label>
      <Button type="submit" look="filled" className="justify-center">
        Apply
      </Button>
    </form>
  );
}

function toDraft(filter: Narrowed): Draft {
  const { error, state, minDurationMs, maxDurationMs, minRetries, redriven, version, alias, revision, payload } =
    filter;
  return {
    error: error ?? '',
    state: state ?? '',
    atLeast: minDurationMs === null ? '' : formatOffset(minDurationMs),
    atMost: maxDurationMs === null ? '' : formatOffset(maxDurationMs),
    retries: minRetries === null ? '' : String(minRetries),
    version: version === null ? '' : String(version),
    alias: alias ?? '',
    revision: revision ?? '',
    payload: payload ?? '',
    isRedriven: redriven === 'true',
  };
}

function toNarrowed(draft: Draft, { redriven }: Narrowed): Narrowed {
  return {
    error: draft.error.trim() || null,
    state: draft.state.trim() || null,
    minDurationMs: readDuration(draft.atLeast),
    maxDurationMs: readDuration(draft.atMost),
    minRetries: readCount(draft.retries),
    version: readCount(draft.version),
    alias: draft.alias.trim() || null,
    revision: draft.revision.trim() || null,
    payload: draft.payload.trim() || null,
    // Only an address asks for those that never were; nothing here takes that off.
    redriven: draft.isRedriven ? 'true' : redriven === 'false' ? 'false' : null,
  };
}

type Problems = { readonly [Name in 'atLeast' | 'atMost' | 'retries' | 'version']?: string };

function findProblems({ atLeast, atMost, retries, version }: Draft): Problems {
  const least = readDuration(atLeast);
  const most = readDuration(atMost);
  const isEmptyRange = least !== null && most !== null && least > most;
  return {
    ...(isUnread(atLeast, least) ? { atLeast: NO_DURATION } : {}),
    ...(isUnread(atMost, most) ? { atMost: NO_DURATION } : {}),
    ...((least ?? 0) > YEAR_MS ? { atLeast: TOO_LONG } : {}),
    ...((most ?? 0) > YEAR_MS ? { atMost: TOO_LONG } : {}),
    ...(isEmptyRange ? { atMost: 'Must not be less than the other' } : {}),
    ...(isUnread(retries, readCount(retries)) ? { retries: NO_COUNT } : {}),
    ...(isUnread(version, readCount(version)) ? { version: NO_COUNT } : {}),
  };
}

function isUnread(text: string, value: number | null): boolean {
  return text.trim() !== '' && value === null;
}

function readCount(text: string): number | null {
  return /^\s*[1-9]\d{0,5}\s*$/.test(text) ? Number(text) : null;
}

type FieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly problem?: string | undefined;
  readonly onChange: (value: string) => void;
};

function Field({ label, placeholder, value, problem, onChange }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className="grid content-start gap-1">
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
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 rounded-control border border-control bg-surface px-2"
      />
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="text-failed-text text-small">
          {problem}
        </p>
      )}
    </div>
  );
}
