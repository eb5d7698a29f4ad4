'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { HeatScale } from '@/components/hotspots/heat-scale';
import { MeasureChoice } from '@/components/hotspots/measure-choice';
import { sortRows } from '@/components/hotspots/sort-rows';
import { type Column, figureColumns, SCALED_WORDS } from '@/components/hotspots/state-columns';
import { StatesTable } from '@/components/hotspots/states-table';
import { useHotspotsState } from '@/components/hotspots/use-hotspots-state';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge, formatCount } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { machineStatePath } from '@/lib/client/paths';
import type { PlaceWords } from '@/lib/client/places';
import { hotspotsQuery } from '@/lib/client/queries/hotspots-query';
import { RangeLink } from '@/lib/client/range-link';
import { usePlaces } from '@/lib/client/use-places';
import { useScope } from '@/lib/client/use-scope';
import type { Hotspot, Hotspots } from '@/lib/contract/hotspots';
import { type HotspotMeasure, isFailByDesign } from '@/lib/domain/hotspots';

/** The worst states of all machines; a row leads to its machine with the state selected. */
export function WorstStates(): ReactNode {
  const [{ by }, setState] = useHotspotsState();
  const { data, error, dataUpdatedAt, isPlaceholderData, refetch } = useQuery(
    hotspotsQuery(useScope(), by, useIsLive()),
  );
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <MeasureChoice value={by} onChange={(value) => void setState({ by: value, sort: null, order: null })} />
        <HeatScale measure={by} />
      </div>
      {error === null ? null : (
        <LoadProblem
          what="The states"
          message={error.message}
          shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      <Panel
        title="States"
        aside={<span className="text-muted">{data === undefined ? 'worst first' : shownOf(data)}</span>}
      >
        {data === undefined ? (
          error === null && <SkeletonRows what="states" rows={12} />
        ) : (
          <div className={isPlaceholderData ? 'opacity-60' : ''} aria-busy={isPlaceholderData}>
            {data.items.length === 0 ? <NoStates answer={data} /> : <States answer={data} />}
          </div>
        )}
      </Panel>
    </>
  );
}

/** A list that was cut says so. */
function shownOf({ items, total }: Hotspots): string {
  const cut = items.length < total ? `${formatCount(items.length)} of ${formatCount(total)}, ` : '';
  return `${cut}worst first`;
}

function States({ answer }: { readonly answer: Hotspots }): ReactNode {
  const [{ by, sort, order }, setState] = useHotspotsState();
  const places = usePlaces();
  const columns = columnsOf(by, places.of);
  const rows = sortRows(answer.items, columns, { by, sort, order });
  return (
    <>
      <StatesTable
        caption="States of all state machines, worst first"
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.stateMachineArn} ${row.stateType} ${row.state}`}
        isSelected={() => false}
        sort={sort ?? by}
        order={order}
        onSort={(column, wanted) => void setState({ sort: column, order: wanted })}
      />
      <Shortfall answer={answer} />
    </>
  );
}

function columnsOf(by: HotspotMeasure, placeOf: (arn: string) => PlaceWords | null): readonly Column<Hotspot>[] {
  const figures = figureColumns<Hotspot>({
    by,
    machineOf: ({ stateMachineArn }) => stateMachineArn,
  });
  const words = { isNumber: false } as const;
  return [
    {
      ...words,
      id: 'state',
      label: 'State',
      hint: 'Its name in the definition',
      shown: 'always',
      sortValue: ({ state }) => state,
      cell: (row) => (
        <>
          <RangeLink
            path={machineStatePath(row.stateMachineArn, row.state)}
            // The whole row leads there; numbers lie above it and lead elsewhere.
            // Wide enough for most names: what may break anywhere would give all its width to the other columns.
            className="font-medium text-accent [overflow-wrap:anywhere] after:absolute after:inset-0 hover:underline lg:inline-block lg:min-w-32"
          >
            {row.state}
          </RangeLink>
          <span className="block text-small text-muted md:hidden">{row.stateMachineName}</span>
          <Place place={placeOf(row.stateMachineArn)} className="md:hidden" />
          {isFailByDesign(row) ? <span className="block text-small text-muted">fails by design</span> : null}
        </>
      ),
    },
    {
      ...words,
      id: 'machine',
      label: 'State machine',
      hint: 'The state machine that it belongs to',
      shown: 'medium',
      sortValue: ({ stateMachineName }) => stateMachineName,
      cell: ({ stateMachineName, stateMachineArn }) => (
        <>
          <span className="[overflow-wrap:anywhere]">{stateMachineName}</span>
          <Place place={placeOf(stateMachineArn)} />
        </>
      ),
    },
    ...figures,
    {
      ...words,
      id: 'error',
      label: 'Most frequent error',
      hint: 'The error that most of its visits failed with, and whose fault it is',
      shown: 'wide',
      sortValue: ({ errors }) => errors[0]?.error ?? null,
      cell: ({ errors: [most] }) =>
        most === undefined ? (
          <span className="text-muted">none</span>
        ) : (
          <span className="[overflow-wrap:anywhere]">
            {most.error ?? 'without a name'} <span className="text-muted">· {most.errorClass}</span>
          </span>
        ),
    },
  ];
}

type PlaceProps = { readonly place: PlaceWords | null; readonly className?: string };

function Place({ place, className = '' }: PlaceProps): ReactNode {
  if (place === null) return null;
  return (
    <span className={`block text-small whitespace-nowrap text-muted ${className}`} title={place.full}>
      {place.short}
    </span>
  );
}

/** What the list does not rest on. */
function Shortfall({ answer: { coverage, items } }: { readonly answer: Hotspots }): ReactNode {
  const lines = coverage.reasons.map(({ message }) => message);
  if (items.some(({ isScaled }) => isScaled)) lines.push(SCALED_WORDS);
  if (lines.length === 0) return null;
  return (
    <ul className="border-t border-line px-3 py-2 text-small text-muted">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** No states means two different things, and only one of them is that nothing ran. */
function NoStates({ answer: { coverage } }: { readonly answer: Hotspots }): ReactNode {
  return (
    <div className="grid gap-1 px-3 py-8 text-center text-muted">
      {coverage.kind === 'all' ? (
        <p>No visit of a state ended in this time range.</p>
      ) : (
        <>
          <p>No visit of a state is known in this time range. That does not say that there were none.</p>
          {coverage.reasons.map(({ code, message }) => (
            <p key={`${code} ${message}`}>{message}</p>
          ))}
        </>
      )}
    </div>
  );
}
