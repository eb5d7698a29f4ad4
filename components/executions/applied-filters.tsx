'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FilterChange } from '@/components/executions/use-execution-filter';
import { formatCount, formatOffset } from '@/lib/base/format';
import type { ExecutionFilter } from '@/lib/client/execution-filter';
import { parseArn } from '@/lib/domain/arn';
import type { VisitKind } from '@/lib/domain/visit-kind';

type AppliedFiltersProps = {
  readonly filter: ExecutionFilter;
  readonly onChange: (change: FilterChange) => void;
};

/** What the state in the filter has to do with the executions; `none` is the state that failed the execution. */
const SEEN: Readonly<Record<VisitKind | 'none', string>> = {
  none: 'Failed at',
  visited: 'With visits of',
  failing: 'Failed or caught in',
  failed: 'With failed visits of',
  caught: 'Caught in',
  fatal: 'Ended by',
  retried: 'Retried in',
  recovered: 'Saved by a retry in',
};

/** The filters that are not seen elsewhere, each with a way to take it off. */
export function AppliedFilters({ filter, onChange }: AppliedFiltersProps): ReactNode {
  const { machine, error, state, seen } = filter;
  const others = describeBounds(filter);
  if (machine.length === 0 && !error && !state && others.length === 0) return null;
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-1.5">
      {machine.map((arn) => (
        <Applied
          key={arn}
          label={`State machine ${machineName(arn)}`}
          onRemove={() => onChange({ machine: machine.filter((other) => other !== arn) })}
        />
      ))}
      {error ? <Applied label={`Error ${error}`} onRemove={() => onChange({ error: null })} /> : null}
      {state ? (
        <Applied label={`${SEEN[seen ?? 'none']} ${state}`} onRemove={() => onChange({ state: null, seen: null })} />
      ) : null}
      {others.map(({ label, without }) => (
        <Applied key={label} label={label} onRemove={() => onChange(without)} />
      ))}
    </ul>
  );
}

type Bound = { readonly label: string; readonly without: FilterChange };

function describeBounds(filter: ExecutionFilter): readonly Bound[] {
  const { minDurationMs, maxDurationMs, minRetries, redriven, version, alias, revision, payload } = filter;
  const bounds: Bound[] = [];
  if (minDurationMs !== null)
    bounds.push({ label: `Took at least ${formatOffset(minDurationMs)}`, without: { minDurationMs: null } });
  if (maxDurationMs !== null)
    bounds.push({ label: `Took at most ${formatOffset(maxDurationMs)}`, without: { maxDurationMs: null } });
  if (minRetries !== null)
    bounds.push({
      label: minRetries === 1 ? 'Retried' : `Retried at least ${formatCount(minRetries)} times`,
      without: { minRetries: null },
    });
  if (redriven !== null)
    bounds.push({ label: redriven === 'true' ? 'Redriven' : 'Never redriven', without: { redriven: null } });
  if (version !== null) bounds.push({ label: `Version ${version}`, without: { version: null } });
  if (alias) bounds.push({ label: `Alias ${alias}`, without: { alias: null } });
  if (revision) bounds.push({ label: `Revision ${revision}`, without: { revision: null } });
  if (payload) bounds.push({ label: `Input or output with ${payload}`, without: { payload: null } });
  return bounds;
}

function machineName(arn: string): string {
  const parsed = parseArn(arn);
  return parsed.kind === 'ok' && parsed.arn.kind === 'machine' ? parsed.arn.machine : arn;
}

function Applied({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }): ReactNode {
  return (
    <li className="inline-flex min-h-7 max-w-full items-center rounded-control border border-accent bg-selection pl-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
      <button
        type="button"
        aria-label={`Take off: ${label}`}
        onClick={onRemove}
        className="flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:text-text"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </li>
  );
}
