'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { DataTab } from '@/components/execution/data-tab';
import { QueryProblem } from '@/components/execution/query-problem';
import { selectedAtFirst } from '@/components/execution/selected-row';
import { SelectedVisit } from '@/components/execution/selected-visit';
import { TimelineView } from '@/components/execution/timeline-view';
import { Panel } from '@/components/ui/panel';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { EXECUTION_KEY } from '@/lib/view/timeline-node';

type TimelineTabProps = {
  readonly execution: ExecutionAnswer;
  readonly query: UseQueryResult<HeldTimeline>;
  readonly state: ExecutionState;
  readonly setState: SetExecutionState;
};

/** The timeline and, beside it, what is selected: the state that failed, until somebody selects another row. */
export function TimelineTab({ execution, query, state, setState }: TimelineTabProps): ReactNode {
  const { data, error, refetch } = query;
  if (data === undefined) {
    return error === null ? (
      <TimelineSkeleton />
    ) : (
      <QueryProblem what="The timeline" error={error} onRetry={() => void refetch()} />
    );
  }
  if (data.kind === 'unavailable') return <NoTimeline timeline={data} />;
  const selected = state.row ?? selectedAtFirst(data);
  const visit = data.visits.find(({ id }) => String(id) === selected);
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <TimelineView execution={execution} timeline={data} state={state} setState={setState} selected={selected} />
      {visit === undefined ? (
        <WholeExecution execution={execution} isWhole={selected === EXECUTION_KEY} />
      ) : (
        <SelectedVisit execution={execution} timeline={data} visit={visit} setState={setState} />
      )}
    </div>
  );
}

function WholeExecution({
  execution,
  isWhole,
}: {
  readonly execution: ExecutionAnswer;
  readonly isWhole: boolean;
}): ReactNode {
  if (isWhole) {
    return (
      <div className="[&>div]:grid-cols-1">
        <DataTab execution={execution} />
      </div>
    );
  }
  return (
    <Panel title="Several states">
      <p className="p-3 text-muted">
        The selected row stands for several states. Open it with → and select one of them.
      </p>
    </Panel>
  );
}

function NoTimeline({
  timeline,
}: {
  readonly timeline: Extract<HeldTimeline, { readonly kind: 'unavailable' }>;
}): ReactNode {
  return (
    <Panel title="No course of this execution is known">
      <ul className="grid gap-1 p-3 text-muted">
        {timeline.coverage.reasons.map(({ code, message }) => (
          <li key={code}>{message}</li>
        ))}
      </ul>
    </Panel>
  );
}

function TimelineSkeleton(): ReactNode {
  return (
    <div role="status" className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <span className="sr-only">Reading the timeline</span>
      <div className="h-[calc(max(22rem,100dvh-23rem)+3rem)] rounded-panel border border-line bg-surface motion-safe:animate-pulse" />
      <div className="h-96 rounded-panel border border-line bg-surface motion-safe:animate-pulse" />
    </div>
  );
}
