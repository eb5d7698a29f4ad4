'use client';

import { type ReactNode, type RefObject, useRef } from 'react';
import { ExecutionRow, lastedMs, shownTimeMs } from '@/components/executions/execution-row';
import { useCalmRows } from '@/components/executions/use-calm-rows';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useZone } from '@/lib/client/preferences';
import { usePlaces } from '@/lib/client/use-places';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { Execution } from '@/lib/contract/executions';
import { isOpen } from '@/lib/domain/execution-status';
import type { ExecutionTime } from '@/lib/domain/execution-time';

const COLUMNS = [
  { label: 'Status', className: 'w-31 pl-3' },
  { label: 'Name', className: 'pl-3' },
  { label: 'State machine', className: 'hidden w-[14%] pl-3 md:table-cell' },
  { label: 'Time', className: 'w-24 pl-3 md:w-37' },
  { label: 'Duration', className: 'hidden w-47 text-right md:table-cell' },
  { label: 'Failed at', className: 'hidden w-[12%] pl-6 lg:table-cell' },
  { label: 'Error', className: 'hidden w-[14%] pl-3 lg:table-cell' },
  { label: 'Retries', className: 'hidden w-18 pr-3 pl-3 text-right lg:table-cell' },
] as const;

const TIME_LABELS: Readonly<Record<ExecutionTime, string>> = { started: 'Started', stopped: 'Stopped' };

const HOUR_MS = 3_600_000;

type ExecutionsTableProps = {
  readonly items: readonly Execution[];
  /** Names the filters and the page these items belong to: another one replaces all rows at once. */
  readonly listId: string;
  readonly dataUpdatedAt: number;
  readonly isBusy: boolean;
  /** Which of its times a row shows: the one that the range is of, and that the newest are first by. */
  readonly time: ExecutionTime;
};

/** The rows of one page. `j` and `k` go from row to row, Enter opens. */
export function ExecutionsTable({ items, listId, dataUpdatedAt, isBusy, time }: ExecutionsTableProps): ReactNode {
  const places = usePlaces();
  const body = useRef<HTMLTableSectionElement>(null);
  const zone = useZone();
  const nowMs = useNowMs(dataUpdatedAt);
  const coarseNowMs = useNowMs(dataUpdatedAt, 10_000);
  const { rows, newCount, showNew } = useCalmRows(items, listId, body);
  useSingleKeys({ j: () => focusRow(body, 1), k: () => focusRow(body, -1) });
  // Of those that ended: one that has run for days would flatten the bars of all others.
  const longestEndedMs = Math.max(0, ...rows.map(({ durationMs }) => durationMs ?? 0));
  const longestMs = longestEndedMs || Math.max(0, ...rows.map((row) => lastedMs(row, coarseNowMs) ?? 0));
  return (
    <div aria-busy={isBusy} className={isBusy ? 'opacity-60' : ''}>
      {newCount === 0 ? null : (
        <div className="flex justify-center border-b border-line py-1.5">
          <Button onClick={showNew}>{formatCount(newCount)} new, show</Button>
        </div>
      )}
      <table className="w-full table-fixed border-collapse text-left">
        <caption className="sr-only">Executions</caption>
        <thead>
          <tr className="h-8 text-small text-muted">
            {COLUMNS.map(({ label, className }) => (
              <th key={label} scope="col" className={`font-medium ${className}`}>
                {label === 'Time' ? TIME_LABELS[time] : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((execution) => (
            <ExecutionRow
              key={execution.executionArn}
              execution={execution}
              placeShort={places.of(execution.executionArn)?.short ?? null}
              placeFull={places.of(execution.executionArn)?.full ?? null}
              time={time}
              nowMs={isTimed(execution, time, nowMs) ? nowMs : coarseNowMs}
              zone={zone}
              longestMs={longestMs}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether it has to be exact: where it runs, and where ages are short. By two clocks they would seem out of order. */
function isTimed(execution: Execution, time: ExecutionTime, nowMs: number): boolean {
  const atMs = shownTimeMs(execution, time);
  return isOpen(execution.status) || (atMs !== null && nowMs - atMs < HOUR_MS);
}

/** Moves focus to the name in the next or previous row; from outside the list to its first or last. */
function focusRow(body: RefObject<HTMLTableSectionElement | null>, step: 1 | -1): void {
  const rows = [...(body.current?.rows ?? [])];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current === -1 ? rows.at(step === 1 ? 0 : -1) : rows[current + step];
  next?.querySelector<HTMLElement>('[data-row]')?.focus();
}
