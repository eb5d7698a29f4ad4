'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { DefinitionGraph } from '@/components/charts/definition-graph';
import { GraphLegend } from '@/components/execution/graph-legend';
import { QueryProblem } from '@/components/execution/query-problem';
import { selectedAtFirst } from '@/components/execution/selected-row';
import { SelectedVisit } from '@/components/execution/selected-visit';
import { VisitStepper } from '@/components/execution/visit-stepper';
import { Panel } from '@/components/ui/panel';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import { executionGraphQuery } from '@/lib/client/queries/graph-query';
import { toVisit } from '@/lib/client/timeline-visits';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import type { GraphAnswer } from '@/lib/contract/graph';
import { prepareDefinitionGraph } from '@/lib/view/definition-graph';
import { prepareExecutionGraph, visitsOfState } from '@/lib/view/execution-graph';

type GraphTabProps = {
  readonly execution: ExecutionAnswer;
  readonly course: UseQueryResult<HeldTimeline>;
  readonly state: ExecutionState;
  readonly setState: SetExecutionState;
};

/** The definition that ran, drawn as the execution went through it; beside it the selected visit, as in the timeline. */
export function GraphTab({ execution, course, state, setState }: GraphTabProps): ReactNode {
  const { data, error, refetch } = useQuery(executionGraphQuery(execution.executionArn));
  const timeline = course.data;
  if (error !== null && data === undefined) {
    return <QueryProblem what="The graph" error={error} onRetry={() => void refetch()} />;
  }
  if (timeline === undefined && course.error !== null) {
    return <QueryProblem what="The timeline" error={course.error} onRetry={() => void course.refetch()} />;
  }
  if (data === undefined || timeline === undefined) return <GraphSkeleton />;
  if (data.kind === 'unavailable') {
    return (
      <Panel title="No graph">
        <p className="p-3 text-muted">{data.message}</p>
      </Panel>
    );
  }
  return <Graph execution={execution} answer={data} timeline={timeline} state={state} setState={setState} />;
}

type GraphProps = Omit<GraphTabProps, 'course'> & {
  readonly answer: Extract<GraphAnswer, { readonly kind: 'graph' }>;
  readonly timeline: HeldTimeline;
};

function Graph({ execution, answer, timeline, state, setState }: GraphProps): ReactNode {
  const { layout } = answer;
  const held = timeline.kind === 'whole' ? timeline : null;
  const visits = useMemo(() => held?.visits.map(toVisit) ?? [], [held]);
  const drawing = useMemo(() => {
    // Without any course it is the definition alone: nothing is known to be taken or not.
    if (held === null) return prepareDefinitionGraph(layout, new Map(), null);
    const { looks, taken } = prepareExecutionGraph(layout, visits);
    return prepareDefinitionGraph(layout, looks, taken);
  }, [layout, visits, held]);
  const row = held === null ? null : (state.row ?? selectedAtFirst(held));
  const visit = held?.visits.find(({ id }) => String(id) === row);
  const fatal = held?.fatalVisits ?? [];
  const select = (name: string): void => {
    const { chosen } = visitsOfState(visits, name, fatal);
    if (chosen !== null) void setState({ row: String(chosen) });
  };
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <section aria-label="Graph" className="min-w-0 overflow-hidden rounded-panel border border-line bg-surface">
        <DefinitionGraph
          label={`Definition of ${execution.name} and the way it went`}
          drawing={drawing}
          selected={visit?.state ?? null}
          onSelect={select}
          fileName={execution.name}
          legend={<GraphLegend isPlain={held === null} />}
        />
        <GraphNotes answer={answer} />
      </section>
      {visit === undefined || held === null ? (
        <Panel title="No state is selected">
          <p className="p-3 text-muted">
            {held === null
              ? 'No course of this execution is known, so the graph shows its definition alone.'
              : 'Select a state that was reached to see its attempts, its error and its data.'}
          </p>
        </Panel>
      ) : (
        <div className="grid min-w-0 gap-3">
          <VisitStepper
            state={visit.state}
            ids={visitsOfState(visits, visit.state, fatal).ids}
            current={visit.id}
            onStep={(id) => void setState({ row: String(id) })}
          />
          <SelectedVisit execution={execution} timeline={held} visit={visit} setState={setState} />
        </div>
      )}
    </div>
  );
}

/** What is doubtful about the drawing. */
function GraphNotes({ answer: { note, problems } }: Pick<GraphProps, 'answer'>): ReactNode {
  if (note === null && problems.length === 0) return null;
  return (
    <ul className="grid gap-1 border-t border-line bg-waiting-soft px-3 py-2 text-waiting-text">
      {note === null ? null : <li>{note}</li>}
      {problems.map(({ state, message }) => (
        <li key={`${state} ${message}`}>
          {state === null ? 'Definition' : state}: {message}
        </li>
      ))}
    </ul>
  );
}

function GraphSkeleton(): ReactNode {
  return (
    <div role="status" className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <span className="sr-only">Reading the graph</span>
      <div className="h-[calc(max(24rem,100dvh-22rem)+2.8rem)] rounded-panel border border-line bg-surface motion-safe:animate-pulse" />
      <div className="h-96 rounded-panel border border-line bg-surface motion-safe:animate-pulse" />
    </div>
  );
}
