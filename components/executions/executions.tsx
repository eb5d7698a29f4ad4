'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AppliedFilters } from '@/components/executions/applied-filters';
import { ExecutionsTable } from '@/components/executions/executions-table';
import { MachinePicker } from '@/components/executions/machine-picker';
import { MoreFilters } from '@/components/executions/more-filters';
import { NoExecutions } from '@/components/executions/no-executions';
import { Pager } from '@/components/executions/pager';
import { SearchField } from '@/components/executions/search-field';
import { StatusChips } from '@/components/executions/status-chips';
import { useExecutionFilter } from '@/components/executions/use-execution-filter';
import { Button } from '@/components/ui/button';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge, formatCount, formatCounted } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { isProvisional } from '@/lib/client/coverage';
import { type ExecutionFilter, isFiltered, rangeTimeOf } from '@/lib/client/execution-filter';
import { useIsLive } from '@/lib/client/live';
import { executionsQuery } from '@/lib/client/queries/executions-query';
import { useScope } from '@/lib/client/use-scope';
import type { Executions as ExecutionsAnswer } from '@/lib/contract/executions';
import type { ExecutionStatus } from '@/lib/domain/execution-status';

const TIMES = [
  { value: 'started', label: 'Started in range' },
  { value: 'stopped', label: 'Stopped in range' },
] as const;

const SORTS = [
  { value: 'newest', label: 'Newest' },
  { value: 'duration', label: 'Longest' },
] as const;

/** The list of executions under the filters of the address, page by page. */
export function Executions(): ReactNode {
  const { filter, change, clear } = useExecutionFilter();
  const query = executionsQuery(useScope(), filter, useIsLive());
  const { data, error, dataUpdatedAt, isPlaceholderData, refetch } = useQuery(query);
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const rangeTime = rangeTimeOf(filter);
  return (
    <>
      <section aria-label="Filters" className="grid gap-2">
        <StatusChips chosen={filter.status} answer={data ?? null} onChange={(status) => change({ status })} />
        <div className="flex flex-wrap items-center gap-2">
          <SearchField text={filter.q ?? ''} onSearch={(text) => change({ q: text === '' ? null : text })} />
          <MachinePicker chosen={filter.machine} onChange={(machine) => change({ machine })} />
          <MoreFilters
            filter={filter}
            onChange={(narrowed) => change({ ...narrowed, seen: narrowed.state === filter.state ? filter.seen : null })}
          />
          {rangeTime === 'visits' ? null : (
            <Segmented legend="Time range" options={TIMES} value={rangeTime} onChange={(time) => change({ time })} />
          )}
          <Segmented
            legend="Order"
            options={SORTS}
            value={filter.sort ?? 'newest'}
            onChange={(sort) => change({ sort: sort === 'newest' ? null : sort })}
          />
          {isFiltered(filter) ? (
            <Button look="quiet" onClick={clear}>
              Clear filters
            </Button>
          ) : null}
        </div>
        <AppliedFilters filter={filter} onChange={change} />
        {rangeTime === 'visits' ? (
          <p className="text-small text-muted">
            The time range is that of the visits of {filter.state}: when they ended, whenever their executions started.
          </p>
        ) : null}
      </section>
      {error === null ? null : (
        <LoadProblem
          what="The executions"
          message={error.message}
          shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined ? (
        error === null && (
          <Panel title="Executions">
            <SkeletonRows what="executions" rows={20} />
          </Panel>
        )
      ) : (
        <Panel title="Executions" aside={<Shortfall answer={data} />}>
          {data.items.length === 0 ? (
            <NoExecutions filter={filter} coverage={data.coverage} onClear={clear} />
          ) : (
            <ExecutionsTable
              items={data.items}
              listId={JSON.stringify(query.queryKey)}
              dataUpdatedAt={dataUpdatedAt}
              isBusy={isPlaceholderData}
              time={rangeTime === 'stopped' ? 'stopped' : 'started'}
            />
          )}
          {data.items.length === 0 ? null : (
            <Pager cursor={filter.cursor} nextCursor={data.nextCursor} summary={summaryOf(data, filter)} />
          )}
        </Panel>
      )}
    </>
  );
}

function summaryOf({ items, counts, coverage }: ExecutionsAnswer, { status }: ExecutionFilter): string {
  const matching = Object.entries(counts).reduce(
    (sum, [name, count]) => (status.length === 0 || isAmong(status, name) ? sum + count : sum),
    0,
  );
  const soFar = isProvisional(coverage) ? ' read so far' : '';
  return `${formatCount(items.length)} of ${formatCounted(matching, 'execution')}${soFar}`;
}

function isAmong(chosen: readonly ExecutionStatus[], name: string): boolean {
  return chosen.some((status) => status === name);
}

/** What the list lacks, in a line beside its title; an empty list says it in its middle instead. */
function Shortfall({ answer: { items, coverage } }: { readonly answer: ExecutionsAnswer }): ReactNode {
  if (coverage.kind === 'all' || items.length === 0) return null;
  return (
    <span className="text-small text-muted">
      Not complete: {coverage.reasons.map(({ message }) => message).join(' ')}
    </span>
  );
}
