'use client';

import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/lib/base/format';
import { isProvisional } from '@/lib/client/coverage';
import type { Executions } from '@/lib/contract/executions';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { STATUS_LOOKS } from '@/lib/view/execution-status';

/** What went wrong first. The last two are rare and offered only where there are some. */
const ORDER = ['FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE', 'UNKNOWN'] as const;
const RARE: readonly ExecutionStatus[] = ['PENDING_REDRIVE', 'UNKNOWN'];

type StatusChipsProps = {
  readonly chosen: readonly ExecutionStatus[];
  /** Holds how many there are of each under all other filters; null while it loads. */
  readonly answer: Pick<Executions, 'counts' | 'coverage'> | null;
  readonly onChange: (chosen: ExecutionStatus[]) => void;
};

/** A switch for each status, with how many there are under the other filters. None pressed means all. */
export function StatusChips({ chosen, answer, onChange }: StatusChipsProps): ReactNode {
  const isChosen = (status: ExecutionStatus): boolean => chosen.includes(status);
  const offered = ORDER.filter(
    (status) => !RARE.includes(status) || isChosen(status) || (answer?.counts[status] ?? 0) > 0,
  );
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Status</legend>
      {offered.map((status) => {
        const { tone, label } = STATUS_LOOKS[status];
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isChosen(status)}
            onClick={() => onChange(toggled(chosen, status))}
            className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface pr-2 pl-1 hover:border-control aria-pressed:border-accent aria-pressed:bg-selection"
          >
            <Badge tone={tone}>{label}</Badge>
            <span className="min-w-4 text-right tabular-nums">{countText(answer, status)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** A zero is shown only where it is certain. */
function countText(answer: StatusChipsProps['answer'], status: ExecutionStatus): string {
  if (answer === null || (answer.counts[status] === 0 && isProvisional(answer.coverage))) return '–';
  return formatCount(answer.counts[status]);
}

function toggled(chosen: readonly ExecutionStatus[], status: ExecutionStatus): ExecutionStatus[] {
  return ORDER.filter((candidate) => chosen.includes(candidate) !== (candidate === status));
}
