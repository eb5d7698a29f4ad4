'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { DataTab } from '@/components/execution/data-tab';
import { QueryProblem } from '@/components/execution/query-problem';
import { StatePanel } from '@/components/execution/state-panel';
import { TimelineView } from '@/components/execution/timeline-view';
import type { WholeTimeline } from '@/components/execution/use-timeline-tree';
import { Panel } from '@/components/ui/panel';
import type { ExecutionState, SetExecutionState } from '@/lib/client/execution-state';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import type { TimelineVisit } from '@/lib/contract/timeline';
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
  const showEvent = (event: number): void => void setState({ tab: 'events', event, type: null, state: null, q: null });
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <TimelineView execution={execution} timeline={data} state={state} setState={setState} selected={selected} />
      {visit === undefined ? (
        <WholeExecution execution={execution} isWhole={selected === EXECUTION_KEY} />
      ) : (
        <StatePanel
          key={visit.id}
          arn={execution.executionArn}
          visit={visit}
          causeEventId={causeEventOf(visit, data, execution)}
          onShowEvent={showEvent}
        />
      )}
    </div>
  );
}

/** The innermost visit that ended the execution; else the last one that something ended from outside; else no state. */
function selectedAtFirst({ fatalVisits, visits, status }: WholeTimeline): string {
  const fatal = fatalVisits.at(-1);
  if (fatal !== undefined) return String(fatal);
  if (status !== 'TIMED_OUT' && status !== 'ABORTED') return EXECUTION_KEY;
  const cut = visits.findLast(({ outcome }) => outcome === 'aborted');
  return cut === undefined ? EXECUTION_KEY : String(cut.id);
}

/**
 * The event that holds the whole cause of a visit's failure. States.Runtime and Fail states are told of by the entry
 * into the state, which carries no cause: there it stands in the event that ended the execution.
 */
function causeEventOf(
  { failure }: TimelineVisit,
  { visits }: WholeTimeline,
  { failureEventId }: ExecutionAnswer,
): number | null {
  if (failure === null) return null;
  return visits.some(({ id }) => id === failure.eventId) ? failureEventId : failure.eventId;
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
