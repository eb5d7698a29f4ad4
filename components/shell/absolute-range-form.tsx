'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { epochMs } from '@/lib/base/units';
import {
  formatClockText,
  parseClockText,
  resolveTimeRange,
  type TimeRange,
  toAbsolute,
  type ZoneName,
} from '@/lib/domain/time-range';

type AbsoluteRangeFormProps = {
  readonly range: TimeRange;
  readonly zone: ZoneName;
  readonly onChoose: (range: TimeRange) => void;
};

type Draft = { readonly from: string; readonly to: string };

/** Two times by the clock of the zone. Starts with what the present range means now. */
export function AbsoluteRangeForm({ range, zone, onChoose }: AbsoluteRangeFormProps): ReactNode {
  const [draft, setDraft] = useState<Draft>(() => toDraft(range, zone));
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const fromMs = parseClockText(draft.from, zone);
    const toMs = parseClockText(draft.to, zone);
    if (fromMs === null || toMs === null) setProblem('Both need a date and a time.');
    else if (fromMs >= toMs) setProblem('“From” must be before “To”.');
    else onChoose(toAbsolute({ fromMs, toMs }));
  };
  return (
    <form onSubmit={submit} noValidate className="grid content-start gap-2 p-3">
      <ClockField label="From" value={draft.from} onChange={(from) => setDraft({ ...draft, from })} />
      <ClockField label="To" value={draft.to} onChange={(to) => setDraft({ ...draft, to })} />
      <p className="text-small text-muted">Times in {zone === 'UTC' ? 'UTC' : zone}</p>
      <p role="alert" className="text-failed-text empty:hidden">
        {problem}
      </p>
      <Button type="submit" look="filled" className="mt-1 justify-center">
        Apply
      </Button>
    </form>
  );
}

function toDraft(range: TimeRange, zone: ZoneName): Draft {
  const interval = resolveTimeRange(range, epochMs(Date.now()), zone);
  if (interval === null) return { from: '', to: '' };
  return { from: formatClockText(interval.fromMs, zone), to: formatClockText(interval.toMs, zone) };
}

type ClockFieldProps = { readonly label: string; readonly value: string; readonly onChange: (value: string) => void };

function ClockField({ label, value, onChange }: ClockFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-muted">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        step={1}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 rounded-control border border-control bg-surface px-2 tabular-nums"
      />
    </div>
  );
}
