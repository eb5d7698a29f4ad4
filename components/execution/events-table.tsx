'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { formatCount, formatDuration } from '@/lib/base/format';
import { timeOf } from '@/lib/client/timeline-visits';
import type { EventRow } from '@/lib/contract/events';

const ROW_PX = 26;
const OVERSCAN = 8;
const COLUMNS =
  'grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,1fr)] md:grid-cols-[4.5rem_6.5rem_4.5rem_minmax(0,14rem)_minmax(0,11rem)_minmax(0,1fr)]';

type EventsTableProps = {
  /** Those read so far, oldest first. */
  readonly events: readonly EventRow[];
  /** How many there are under the filters. */
  readonly matching: number;
  readonly selected: number | null;
  readonly onSelect: (eventId: number) => void;
  /** Called when rows come into sight that have not been read. */
  readonly needMore: () => void;
};

/** Events as rows; only those in sight are in the page. The scroll bar is as long as all of them, read or not. */
export function EventsTable({ events, matching, selected, onSelect, needMore }: EventsTableProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: matching,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    initialRect: { width: 0, height: 20 * ROW_PX },
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  useSelectedInSight(virtualizer.scrollToIndex, events, matching, selected);
  const lastInSight = items.at(-1)?.index ?? 0;
  const isMissing = lastInSight >= events.length && events.length < matching;
  const ask = useEffectEvent(needMore);
  // The page of events in sight is fetched from the scroll position, which only the browser knows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that arrived may still not reach what is in sight
  useEffect(() => {
    if (isMissing) ask();
  }, [isMissing, events.length, lastInSight]);
  return (
    <div ref={scroller} className="relative h-[max(22rem,calc(100dvh-23rem))] overflow-x-hidden overflow-y-auto">
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by position, which table rows cannot be */}
      <div role="table" aria-label="Events" aria-rowcount={matching + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of headings is not interactive */}
        <div
          role="row"
          aria-rowindex={1}
          className={`sticky top-0 z-10 grid h-7 items-center gap-x-3 border-b border-l-2 border-line border-l-transparent bg-surface px-3 text-small text-muted ${COLUMNS}`}
        >
          <Heading>Event</Heading>
          <Heading isExtra>Time, UTC</Heading>
          <Heading isExtra className="text-right">
            Since last
          </Heading>
          <Heading>Type</Heading>
          <Heading isExtra>State</Heading>
          <Heading>Summary</Heading>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <EventLine
              key={index}
              event={events[index]}
              before={events[index - 1]}
              rowIndex={index + 2}
              topPx={start}
              isSelected={selected !== null && events[index]?.id === selected}
              onSelect={onSelect}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Brings the selected event into sight once, when it is selected; events that are not read yet are scrolled to first. */
function useSelectedInSight(
  scrollTo: (position: number, options: { readonly align: 'center' }) => void,
  events: readonly EventRow[],
  matching: number,
  selected: number | null,
): void {
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (selected === null || shown.current === selected) return;
    const position = events.findIndex(({ id }) => id === selected);
    if (position !== -1) shown.current = selected;
    // Ids run without gaps, so without a filter the event after the last one read lies where its id says.
    else if (selected > matching || events.length === matching) return;
    scrollTo(position === -1 ? selected - 1 : position, { align: 'center' });
  }, [scrollTo, events, matching, selected]);
}

function Heading({
  isExtra = false,
  className = '',
  children,
}: {
  readonly isExtra?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    // biome-ignore lint/a11y/useFocusableInteractive: a heading is not interactive
    <span role="columnheader" className={`truncate ${isExtra ? 'hidden md:block' : ''} ${className}`}>
      {children}
    </span>
  );
}

type EventLineProps = {
  /** Undefined while it is being read. */
  readonly event: EventRow | undefined;
  readonly before: EventRow | undefined;
  readonly rowIndex: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly onSelect: (eventId: number) => void;
};

function EventLine({ event, before, rowIndex, topPx, isSelected, onSelect }: EventLineProps): ReactNode {
  const sinceMs =
    event === undefined || before === undefined ? null : timeOf(event.timestamp) - timeOf(before.timestamp);
  const cells = [
    { id: 'time', text: event?.timestamp.slice(11, 23) ?? '', isExtra: true, className: 'tabular-nums' },
    {
      id: 'since',
      text: sinceMs === null ? '' : formatDuration(Math.max(0, sinceMs)),
      isExtra: true,
      className: 'text-right tabular-nums',
    },
    { id: 'type', text: event?.type ?? 'reading…', isExtra: false, className: '' },
    { id: 'state', text: event?.state ?? '', isExtra: true, className: '' },
    { id: 'summary', text: event?.summary ?? '', isExtra: false, className: 'text-muted' },
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it takes focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it does the same
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => event && onSelect(event.id)}
      className={`absolute inset-x-0 grid h-6.5 cursor-pointer items-center gap-x-3 border-b border-l-2 border-line border-l-transparent px-3 hover:bg-canvas aria-[current]:border-l-accent aria-[current]:bg-selection ${COLUMNS}`}
      style={{ top: topPx }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the table */}
      <span role="cell" className="tabular-nums">
        {event === undefined ? null : (
          <button type="button" className="min-h-6 min-w-6 text-left text-accent">
            {formatCount(event.id)}
          </button>
        )}
      </span>
      {cells.map(({ id, text, isExtra, className }) => (
        // biome-ignore lint/a11y/useSemanticElements: see the table
        <span key={id} role="cell" className={`truncate ${isExtra ? 'hidden md:block' : ''} ${className}`}>
          {text}
        </span>
      ))}
    </div>
  );
}
