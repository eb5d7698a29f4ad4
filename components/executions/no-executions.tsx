'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { isProvisional } from '@/lib/client/coverage';
import { type ExecutionFilter, isFiltered, rangeTimeOf } from '@/lib/client/execution-filter';
import { executionsPath } from '@/lib/client/paths';
import type { Coverage } from '@/lib/contract/coverage';

type NoExecutionsProps = {
  readonly filter: ExecutionFilter;
  readonly coverage: Coverage;
  readonly onClear: () => void;
};

/** Why there are no rows, and the next step: nothing could be read, the filters are too narrow, or nothing started or stopped. */
export function NoExecutions({ filter, coverage, onClear }: NoExecutionsProps): ReactNode {
  return (
    <div className="grid justify-items-center gap-2 px-3 py-10 text-center text-muted">
      <h3 className="font-semibold text-text">{titleOf(filter, coverage)}</h3>
      {coverage.reasons.map(({ message }) => (
        <p key={message} className="max-w-160">
          {message}
        </p>
      ))}
      <NextStep filter={filter} coverage={coverage} onClear={onClear} />
    </div>
  );
}

function titleOf(filter: ExecutionFilter, coverage: Coverage): string {
  if (coverage.kind === 'none') return 'Nothing could be read, which says nothing about your executions';
  if (filter.cursor !== null) return 'There is no execution on this page any more';
  const isSoFar = isProvisional(coverage);
  if (isFiltered(filter)) {
    return isSoFar
      ? 'Nothing that was read so far matches these filters'
      : 'No execution matches these filters in this time range';
  }
  return isSoFar
    ? 'Nothing of this time range has been read so far'
    : `No execution ${rangeTimeOf(filter) === 'stopped' ? 'stopped' : 'started'} in this time range`;
}

function NextStep({ filter, coverage, onClear }: NoExecutionsProps): ReactNode {
  // Where nothing can be read, another filter changes nothing: the page says above what does.
  if (coverage.kind === 'none') return null;
  if (filter.cursor !== null || isFiltered(filter)) {
    return <Button onClick={onClear}>{isFiltered(filter) ? 'Clear filters' : 'Go to the first page'}</Button>;
  }
  return (
    <Link href={executionsPath({ from: 'now-30d', to: 'now' })} className="text-accent underline">
      Look at the last 30 days
    </Link>
  );
}
