'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { DefinitionGraph } from '@/components/charts/definition-graph';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { formatCounted } from '@/lib/base/format';
import { machineGraphQuery } from '@/lib/client/queries/graph-query';
import type { GraphAnswer } from '@/lib/contract/graph';
import type { StateHotspot } from '@/lib/contract/hotspots';
import { type HotspotMeasure, isFailByDesign } from '@/lib/domain/hotspots';
import { type GraphNodeLook, lookInMapRuns, prepareDefinitionGraph } from '@/lib/view/definition-graph';
import { figureOf, heatOf, isUncertain, MEASURE_WORDS, signOf } from '@/lib/view/hotspots';

type HeatGraphProps = {
  /** Without version or alias. */
  readonly arn: string;
  readonly name: string;
  /** Null while the figures are not known: the definition is then drawn alone. */
  readonly states: readonly StateHotspot[] | null;
  readonly by: HotspotMeasure;
  readonly selected: string | null;
  readonly onSelect: (state: string) => void;
};

/** The present definition of a machine, each state in the colour of its figure. */
export function HeatGraph(props: HeatGraphProps): ReactNode {
  const { data, error, refetch } = useQuery(machineGraphQuery(props.arn));
  return (
    <Panel
      title={`Definition, coloured by ${MEASURE_WORDS[props.by]}`}
      aside={data?.kind === 'graph' ? <Size answer={data} /> : undefined}
    >
      {data?.kind === 'graph' ? (
        <Drawing {...props} layout={data.layout} />
      ) : (
        // As high as the drawing, so that nothing below moves when it comes.
        <div className={`p-3 ${heightOf(props.selected).whole}`}>
          {data !== undefined ? (
            <p className="text-muted">{data.message}</p>
          ) : error === null ? (
            <p role="status" className="text-muted">
              Reading the definition
            </p>
          ) : (
            <LoadProblem
              what="The definition"
              message={error.message}
              shownFrom={null}
              onRetry={() => void refetch()}
            />
          )}
        </div>
      )}
    </Panel>
  );
}

/**
 * Of the drawing, and of the drawing with its buttons. With a state selected it leaves room for what is said of that: beside
 * the table both together are as high as the drawing is alone.
 */
const ALONE = {
  drawing: 'h-[max(24rem,calc(100dvh-16rem))]',
  whole: 'h-[calc(max(24rem,100dvh-16rem)+2.8rem)]',
} as const;
const WITH_SELECTED = {
  drawing: `${ALONE.drawing} lg:h-[max(12rem,calc((100dvh-16rem)*0.4))]`,
  whole: `${ALONE.whole} lg:h-[calc(max(12rem,(100dvh-16rem)*0.4)+2.8rem)]`,
} as const;

function heightOf(selected: string | null) {
  return selected === null ? ALONE : WITH_SELECTED;
}

type Graph = Extract<GraphAnswer, { readonly kind: 'graph' }>;

function Size({ answer: { layout, revisionId } }: { readonly answer: Graph }): ReactNode {
  const states = formatCounted(layout.nodes.filter(({ state }) => state !== null).length, 'state');
  return (
    <span className="text-small text-muted">
      {revisionId === null ? states : `${states} · revision ${revisionId.slice(0, 8)}`}
    </span>
  );
}

type DrawingProps = HeatGraphProps & { readonly layout: Graph['layout'] };

function Drawing({ layout, name, states, by, selected, onSelect }: DrawingProps): ReactNode {
  const drawing = useMemo(
    () => prepareDefinitionGraph(layout, looksOf(layout, states, by), null),
    [layout, states, by],
  );
  return (
    <DefinitionGraph
      label={`Definition of ${name}, coloured by ${MEASURE_WORDS[by]}`}
      drawing={drawing}
      selected={selected}
      onSelect={onSelect}
      fileName={name}
      className={heightOf(selected).drawing}
    />
  );
}

function looksOf(
  layout: Graph['layout'],
  states: readonly StateHotspot[] | null,
  by: HotspotMeasure,
): ReadonlyMap<string, GraphNodeLook> {
  if (states === null) return new Map();
  const known = new Map(states.map((row) => [row.state, row]));
  return new Map(
    layout.nodes.flatMap(({ state, mapRunOf }): [string, GraphNodeLook][] => {
      if (state === null) return [];
      const row = known.get(state);
      // What runs in map runs is no visit of the machine's own executions.
      const isElsewhere = mapRunOf !== null && (row?.visits ?? 0) === 0;
      return [[state, isElsewhere ? lookInMapRuns(mapRunOf) : lookOf(row, by)]];
    }),
  );
}

function lookOf(row: StateHotspot | undefined, by: HotspotMeasure): GraphNodeLook {
  if (row === undefined || row.visits === 0) {
    const open = row === undefined ? 0 : row.running + row.waiting;
    const figure = open > 0 ? `${open} open` : 'no visits';
    return {
      figure,
      description: figure,
      paint: { kind: 'plain' },
      isUncertain: false,
      isSelectable: row !== undefined,
    };
  }
  const told = figureOf(row, by) ?? 'not known';
  // A ratio of two figures is rough as it is.
  const sign = signOf(by !== 'trend' && row.isScaled, isUncertain(row));
  const figure = isFailByDesign(row) ? 'fails by design' : `${sign}${told}`;
  return {
    figure,
    description: `${MEASURE_WORDS[by]} ${figure}, ${formatCounted(row.visits, 'visit')}`,
    paint: { kind: 'heat', ...heatOf(row, by) },
    isUncertain: isUncertain(row),
    isSelectable: true,
  };
}
