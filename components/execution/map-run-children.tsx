'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { QueryProblem } from '@/components/execution/query-problem';
import { StatusIcon } from '@/components/execution/status-icon';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/lib/base/format';
import { useLiveSwitch } from '@/lib/client/live';
import { executionPath } from '@/lib/client/paths';
import { mapRunExecutionsQuery } from '@/lib/client/queries/map-run-query';
import { RangeLink } from '@/lib/client/range-link';
import type { MapRunExecution, MapRunExecutions } from '@/lib/contract/map-runs';
import { STATUS_LOOKS } from '@/lib/view/execution-status';
import { causeLine } from '@/lib/view/payload-text';

type MapRunChildrenProps = {
  readonly arn: string;
  /** Null for all. */
  readonly status: string | null;
  /** Whether the run goes on, so that the list changes. */
  readonly isOpen: boolean;
};

/** The executions of a map run, each with the way to its page, and of the first that failed why. */
export function MapRunChildren({ arn, status, isOpen }: MapRunChildrenProps): ReactNode {
  const { isOn } = useLiveSwitch();
  const query = useInfiniteQuery(mapRunExecutionsQuery(arn, status, isOn && isOpen));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const pages = data?.pages ?? [];
  // As high whatever it holds, so that nothing below is pushed away when it comes.
  return (
    <div className="mt-2 h-64 overflow-y-auto">
      {error === null ? null : (
        <QueryProblem
          what="The executions of the map run"
          error={error}
          shownFrom={data === undefined ? null : 'before that'}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && error === null ? (
        <div role="status">
          <span className="sr-only">Reading the executions of the map run</span>
          <div className="h-60 rounded-control bg-canvas motion-safe:animate-pulse" />
        </div>
      ) : null}
      <Reasons pages={pages} />
      <ul aria-label="Executions of the map run">
        {pages.flatMap(({ items }) => items.map((child) => <Child key={child.executionArn} child={child} />))}
      </ul>
      {data !== undefined && !hasNextPage && pages.every(isCertainlyEmpty) ? (
        <p className="text-muted">AWS lists none of them now. Its lists may lag behind its counts for a moment.</p>
      ) : null}
      {hasNextPage ? (
        <Button className="mt-2" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Reading more' : 'Show more'}
        </Button>
      ) : null}
    </div>
  );
}

function isCertainlyEmpty({ items, coverage }: MapRunExecutions): boolean {
  return items.length === 0 && coverage.kind === 'all';
}

/** Why there is less than there could be: AWS does not have it any more, or may not be asked for errors. */
function Reasons({ pages }: { readonly pages: readonly MapRunExecutions[] }): ReactNode {
  const told = pages.flatMap(({ coverage, problems }) => [
    ...coverage.reasons.map(({ message }) => message),
    ...problems.map(({ title, nextStep }) => `The errors could not be read. ${title}: ${nextStep}`),
  ]);
  return [...new Set(told)].map((message) => (
    <p key={message} className="mb-1 rounded-control bg-waiting-soft px-2 py-1 text-small text-waiting-text">
      {message}
    </p>
  ));
}

function Child({ child }: { readonly child: MapRunExecution }): ReactNode {
  const { tone, label } = STATUS_LOOKS[child.status];
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-1.5 border-line py-1 not-first:border-t">
      <StatusIcon tone={tone} />
      {/* Positioned, so that it also cuts the hidden word at its end, which would widen the page. */}
      <RangeLink
        path={executionPath(child.executionArn)}
        title={`${child.name}, ${label}`}
        className="relative block min-h-6 truncate leading-6 text-accent underline"
      >
        {child.name}
        <span className="sr-only">, {label}</span>
      </RangeLink>
      <span className="text-muted tabular-nums">
        {child.durationMs === null ? '' : formatDuration(child.durationMs)}
      </span>
      <Why child={child} />
    </li>
  );
}

function Why({ child: { error, cause } }: { readonly child: MapRunExecution }): ReactNode {
  if (error === null && cause === null) return null;
  return (
    <p className="col-span-2 col-start-2 text-small [overflow-wrap:anywhere]">
      {error === null ? null : <span className="font-mono text-failed-text">{error}</span>}
      {cause === null || cause === '' ? null : (
        <span className="line-clamp-3 text-muted" title={cause}>
          {causeLine(cause)}
        </span>
      )}
    </p>
  );
}
