'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { DefinitionGraph } from '@/components/charts/definition-graph';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { formatCounted } from '@/lib/base/format';
import { machineGraphQuery } from '@/lib/client/queries/graph-query';
import type { GraphAnswer } from '@/lib/contract/graph';
import { prepareDefinitionGraph } from '@/lib/view/definition-graph';

type MachineDefinitionProps = { readonly arn: string; readonly name: string };

/** The present definition of a machine as a drawing. `arn` is without version or alias. */
export function MachineDefinition({ arn, name }: MachineDefinitionProps): ReactNode {
  const { data, error, refetch } = useQuery(machineGraphQuery(arn));
  return (
    <Panel title="Definition" aside={data?.kind === 'graph' ? <Size answer={data} /> : undefined}>
      {data?.kind === 'graph' ? (
        <Drawing layout={data.layout} name={name} />
      ) : (
        // As high as the drawing, so that nothing below moves when it comes.
        <div className="h-[calc(max(24rem,100dvh-22rem)+2.8rem)] p-3">
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

type Graph = Extract<GraphAnswer, { readonly kind: 'graph' }>;

function Size({ answer: { layout, revisionId } }: { readonly answer: Graph }): ReactNode {
  const states = formatCounted(layout.nodes.filter(({ state }) => state !== null).length, 'state');
  return (
    <span className="text-small text-muted">
      {revisionId === null ? states : `${states} · revision ${revisionId.slice(0, 8)}`}
    </span>
  );
}

function Drawing({ layout, name }: { readonly layout: Graph['layout']; readonly name: string }): ReactNode {
  const drawing = useMemo(() => prepareDefinitionGraph(layout, new Map(), null), [layout]);
  return (
    <DefinitionGraph
      label={`Definition of ${name}`}
      drawing={drawing}
      selected={null}
      onSelect={null}
      fileName={name}
    />
  );
}
