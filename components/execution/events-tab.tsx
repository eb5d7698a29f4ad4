'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EventsTable } from '@/components/execution/events-table';
import { PayloadView } from '@/components/execution/payload-view';
import { QueryProblem } from '@/components/execution/query-problem';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatCounted } from '@/lib/base/format';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import { useLiveSwitch } from '@/lib/client/live';
import { eventsQuery } from '@/lib/client/queries/events-query';
import type { EventRow } from '@/lib/contract/events';

type EventsTabProps = {
  readonly arn: string;
  readonly state: ExecutionState;
  readonly setState: SetExecutionState;
};

/** Every event of the execution, with filters; what an event carries is read when it is selected. */
export function EventsTab({ arn, state, setState }: EventsTabProps): ReactNode {
  const { isOn } = useLiveSwitch();
  const filter = { type: state.type, state: state.state, q: state.q };
  const query = useInfiniteQuery(eventsQuery(arn, filter, isOn));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = query;
  const pages = data?.pages ?? [];
  const last = pages.at(-1);
  const events = pages.flatMap((page) => page.items);
  const selected = events.find(({ id }) => id === state.event);
  const isFiltered = filter.type !== null || filter.state !== null || filter.q !== null;
  return (
    <div className={`grid items-start gap-3 ${state.event === null ? '' : 'lg:grid-cols-[minmax(0,1fr)_22rem]'}`}>
      <section aria-label="Events" className="min-w-0 rounded-panel border border-line bg-surface">
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
          <FilterField label="Type" value={state.type} onChange={(type) => void setState({ type })} />
          <FilterField label="State" value={state.state} onChange={(name) => void setState({ state: name })} />
          <FilterField label="Text" value={state.q} onChange={(q) => void setState({ q })} />
          {isFiltered ? (
            <Button look="quiet" onClick={() => void setState({ type: null, state: null, q: null })}>
              Clear
            </Button>
          ) : null}
          <p role="status" className="text-small text-muted tabular-nums">
            {last === undefined ? 'Reading events' : countText(last.matching, last.total)}
            {isPlaceholderData ? ', reading' : ''}
          </p>
        </div>
        {error === null ? null : <QueryProblem what="The events" error={error} onRetry={() => void refetch()} />}
        {last === undefined ? null : (
          <EventsTable
            events={events}
            matching={last.matching}
            selected={state.event}
            onSelect={(event) => void setState({ event })}
            needMore={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
          />
        )}
        {last?.matching === 0 ? (
          <p className="px-3 py-6 text-muted">
            {last.total === 0 ? 'No event has been read.' : 'No event matches. Clear a filter to see more.'}
          </p>
        ) : null}
      </section>
      {state.event === null ? null : (
        <SelectedEvent
          arn={arn}
          eventId={state.event}
          event={selected}
          onShowState={(row) => void setState({ tab: 'timeline', row })}
        />
      )}
    </div>
  );
}

function countText(matching: number, total: number): string {
  return matching === total
    ? formatCounted(total, 'event')
    : `${formatCount(matching)} of ${formatCounted(total, 'event')}`;
}

type FilterFieldProps = {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
};

function FilterField({ label, value, onChange }: FilterFieldProps): ReactNode {
  return (
    <input
      type="search"
      aria-label={`Filter by ${label.toLowerCase()}`}
      placeholder={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className="h-8 w-36 min-w-0 rounded-control border border-control bg-surface px-2.5"
    />
  );
}

type SelectedEventProps = {
  readonly arn: string;
  readonly eventId: number;
  /** Null while the page that holds it has not been read. */
  readonly event: EventRow | undefined;
  readonly onShowState: (row: string) => void;
};

function SelectedEvent({ arn, eventId, event, onShowState }: SelectedEventProps): ReactNode {
  const visit = event?.visit ?? null;
  return (
    <Panel title={`Event ${formatCount(eventId)}${event === undefined ? '' : ` · ${event.type}`}`}>
      {event?.hasPayload === false ? (
        <p className="p-3 text-muted">This event carries no data.</p>
      ) : (
        <PayloadView arn={arn} eventId={eventId} />
      )}
      {visit === null ? null : (
        <div className="border-t border-line p-3">
          <Button onClick={() => onShowState(String(visit))}>Show {event?.state ?? 'state'} in the timeline</Button>
        </div>
      )}
    </Panel>
  );
}
