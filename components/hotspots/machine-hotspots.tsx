'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { HeatGraph } from '@/components/hotspots/heat-graph';
import { HeatScale } from '@/components/hotspots/heat-scale';
import { HotspotMatrix } from '@/components/hotspots/hotspot-matrix';
import { MeasureChoice } from '@/components/hotspots/measure-choice';
import { SelectedState } from '@/components/hotspots/selected-state';
import { sortRows } from '@/components/hotspots/sort-rows';
import { type Column, figureColumns, SCALED_WORDS } from '@/components/hotspots/state-columns';
import { StatesTable } from '@/components/hotspots/states-table';
import { useHotspotsState } from '@/components/hotspots/use-hotspots-state';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { machineHotspotsQuery } from '@/lib/client/queries/hotspots-query';
import { useWindow } from '@/lib/client/use-window';
import type { MachineHotspots as Answer, StateHotspot } from '@/lib/contract/hotspots';
import { type HotspotMeasure, isFailByDesign } from '@/lib/domain/hotspots';

type MachineHotspotsProps = { readonly arn: string; readonly name: string };

/** Where a machine fails, retries or slows down: its definition in colours beside its states, with one selection. */
export function MachineHotspots({ arn, name }: MachineHotspotsProps): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(machineHotspotsQuery(arn, useWindow(), useIsLive()));
  const [{ by, state, sort, order }, setState] = useHotspotsState();
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const onSelect = useCallback((selected: string | null) => void setState({ state: selected }), [setState]);
  const columns = useMemo(() => columnsOf(arn, by, state, onSelect), [arn, by, state, onSelect]);
  const rows = useMemo(
    () => sortRows(data?.states ?? NONE, columns, { by, sort, order }),
    [data?.states, columns, by, sort, order],
  );
  const hotspot = rows.find((row) => row.state === state);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <MeasureChoice value={by} onChange={(value) => void setState({ by: value, sort: null, order: null })} />
        <HeatScale measure={by} />
      </div>
      {/* In one column all of it is one flow, so that the selected state can lie over any part of it. */}
      <div className="flex min-w-0 flex-col gap-4 lg:grid lg:grid-cols-[minmax(0,3fr)_minmax(0,5fr)] lg:items-start">
        <div className="contents min-w-0 gap-4 lg:order-2 lg:grid">
          <Panel title="States" aside={<span className="text-muted">of visits that ended in the time range</span>}>
            {/* As high as the rows that stand for the states, so that a page that cannot have them does not collapse. */}
            <div className="min-h-88">
              {error === null ? null : (
                <div className="p-3">
                  <LoadProblem
                    what="The figures of its states"
                    message={error.message}
                    shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
                    onRetry={() => void refetch()}
                  />
                </div>
              )}
              {data === undefined ? (
                error === null && <SkeletonRows what="states" rows={10} />
              ) : data.states.length === 0 ? (
                <NoStates answer={data} />
              ) : (
                <>
                  <StatesTable
                    caption="States, worst first"
                    columns={columns}
                    rows={rows}
                    keyOf={(row) => `${row.stateType} ${row.state}`}
                    isSelected={(row) => row.state === state}
                    sort={sort ?? by}
                    order={order}
                    onSort={(column, wanted) => void setState({ sort: column, order: wanted })}
                  />
                  <Coverage answer={data} />
                </>
              )}
            </div>
          </Panel>
          {rows.length === 0 ? null : (
            <HotspotMatrix arn={arn} states={rows} by={by} selected={state} onSelect={onSelect} />
          )}
        </div>
        <div className="contents gap-4 lg:sticky lg:top-16 lg:grid">
          <HeatGraph
            arn={arn}
            name={name}
            states={data?.states ?? null}
            by={by}
            selected={hotspot === undefined ? null : state}
            onSelect={onSelect}
          />
          {hotspot === undefined ? null : (
            <SelectedState machine={arn} hotspot={hotspot} onClose={() => onSelect(null)} />
          )}
        </div>
      </div>
    </>
  );
}

const NONE: readonly StateHotspot[] = [];

function columnsOf(
  machine: string,
  by: HotspotMeasure,
  selected: string | null,
  onSelect: (state: string) => void,
): readonly Column<StateHotspot>[] {
  const name: Column<StateHotspot> = {
    id: 'state',
    label: 'State',
    hint: 'Its name in the definition',
    isNumber: false,
    shown: 'always',
    sortValue: ({ state }) => state,
    cell: (row) => (
      <>
        <button
          type="button"
          aria-pressed={row.state === selected}
          onClick={() => onSelect(row.state)}
          // The whole row selects; numbers lie above it and lead elsewhere.
          className="min-h-6 text-left font-medium [overflow-wrap:anywhere] after:absolute after:inset-0"
        >
          {row.state}
        </button>
        {isFailByDesign(row) ? <span className="block text-small text-muted">fails by design</span> : null}
      </>
    ),
  };
  return [name, ...figureColumns<StateHotspot>({ by, machineOf: () => machine })];
}

/** What the figures do not rest on. */
function Coverage({ answer: { coverage, states } }: { readonly answer: Answer }): ReactNode {
  if (coverage.kind === 'all') return null;
  return (
    <ul className="border-t border-line px-3 py-2 text-small text-muted">
      {coverage.reasons.map(({ code, message }) => (
        <li key={code}>{message}</li>
      ))}
      {states.some(({ isScaled }) => isScaled) ? <li>{SCALED_WORDS}</li> : null}
      {coverage.kind === 'failures' ? <li>No rate can be told: visits that succeeded are not in the log.</li> : null}
    </ul>
  );
}

/** No states means three different things, and only one of them is that nothing ran. */
function NoStates({ answer: { coverage } }: { readonly answer: Answer }): ReactNode {
  return (
    <div className="grid gap-1 px-3 py-8 text-center text-muted">
      {coverage.kind === 'all' ? (
        <p>No visit of a state ended in this time range, and none is open.</p>
      ) : (
        <>
          <p>No visit of a state is known in this time range. That does not say that there were none.</p>
          {coverage.reasons.map(({ code, message }) => (
            <p key={code}>{message}</p>
          ))}
        </>
      )}
    </div>
  );
}
