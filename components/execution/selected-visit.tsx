import type { ReactNode } from 'react';
import { StatePanel } from '@/components/execution/state-panel';
import type { WholeTimeline } from '@/components/execution/use-timeline-tree';
import type { SetExecutionState } from '@/lib/client/execution-state';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import type { TimelineVisit } from '@/lib/contract/timeline';

type SelectedVisitProps = {
  readonly execution: ExecutionAnswer;
  readonly timeline: WholeTimeline;
  readonly visit: TimelineVisit;
  readonly setState: SetExecutionState;
};

/** The panel of the visit that is selected in the timeline or in the graph. */
export function SelectedVisit({ execution, timeline, visit, setState }: SelectedVisitProps): ReactNode {
  return (
    <StatePanel
      key={visit.id}
      arn={execution.executionArn}
      visit={visit}
      causeEventId={causeEventOf(visit, timeline, execution)}
      onShowEvent={(event) => void setState({ tab: 'events', event, type: null, state: null, q: null })}
    />
  );
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
