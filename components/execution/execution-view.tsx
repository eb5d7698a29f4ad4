'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type ReactNode, useMemo } from 'react';
import { caughtBefore } from '@/components/execution/caught-before';
import { DataTab } from '@/components/execution/data-tab';
import { ExecutionError } from '@/components/execution/execution-error';
import { ExecutionHeader } from '@/components/execution/execution-header';
import { ExecutionNotices } from '@/components/execution/execution-notices';
import { ExecutionTabs } from '@/components/execution/execution-tabs';
import { QueryProblem } from '@/components/execution/query-problem';
import { TimelineTab } from '@/components/execution/timeline-tab';
import { CopyButton } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { formatDuration } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useExecutionState } from '@/lib/client/execution-state';
import { useLiveSwitch } from '@/lib/client/live';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import { machinePath } from '@/lib/client/paths';
import { executionQuery } from '@/lib/client/queries/execution-query';
import { timelineQuery } from '@/lib/client/queries/timeline-query';
import { RangeLink } from '@/lib/client/range-link';
import { toVisit } from '@/lib/client/timeline-visits';
import { formatArn, isExecutionArn, machineOf, parseArn } from '@/lib/domain/arn';
import { lostTimeOf } from '@/lib/domain/retry/lost-time';
import { lostText } from '@/lib/view/handling-words';

// Loaded when their tabs are opened: most people find what they look for in the timeline. Without a `loading` of its own a
// view that is still on its way would put the whole page back to the skeleton of app/loading.tsx.
const DefinitionTab = dynamic(
  () => import('@/components/execution/definition-tab').then((module) => module.DefinitionTab),
  { loading: OpeningView },
);
const EventsTab = dynamic(() => import('@/components/execution/events-tab').then((module) => module.EventsTab), {
  loading: OpeningView,
});
const GraphTab = dynamic(() => import('@/components/execution/graph-tab').then((module) => module.GraphTab), {
  loading: OpeningView,
});

/** In the place of a view whose code is being loaded. */
function OpeningView(): ReactNode {
  return (
    <p role="status" className="h-72 rounded-panel border border-line bg-surface p-3 text-muted">
      Opening this view
    </p>
  );
}

type ExecutionViewProps = {
  readonly arn: string;
  /** What the ARN says by itself, shown while nothing more is known. */
  readonly name: string;
  readonly arnFacts: ReactNode;
};

/** The page of one execution: follows it while it runs, and keeps what was read when reading fails. */
export function ExecutionView({ arn, name, arnFacts }: ExecutionViewProps): ReactNode {
  const [state, setState] = useExecutionState();
  const { isOn } = useLiveSwitch();
  const summary = useQuery(executionQuery(arn, isOn));
  const course = useQuery(timelineQuery(arn, isOn));
  const execution = summary.data;
  const lost = useLostTime(course.data);
  if (execution === undefined) {
    return (
      <Unread arn={arn} name={name} arnFacts={arnFacts} error={summary.error} onRetry={() => void summary.refetch()} />
    );
  }
  const timeline = course.data;
  const failed =
    timeline?.kind === 'whole' ? (timeline.visits.find(({ id }) => id === timeline.fatalVisits.at(-1)) ?? null) : null;
  const error = summary.error ?? (timeline === undefined ? null : course.error);
  return (
    <>
      <ExecutionHeader execution={execution} lost={lost} />
      <ExecutionError
        execution={execution}
        failed={failed}
        caught={failed === null || timeline?.kind !== 'whole' ? null : caughtBefore(timeline.visits, failed)}
        onShowEvent={(event) => void setState({ tab: 'events', event, type: null, state: null, q: null })}
        onShowVisit={(visit) => void setState({ tab: 'timeline', row: String(visit) })}
      />
      {error === null ? null : (
        <Stale
          error={error}
          readAtMs={Math.min(summary.dataUpdatedAt, course.dataUpdatedAt || summary.dataUpdatedAt)}
          onRetry={() => void Promise.all([summary.refetch(), course.refetch()])}
        />
      )}
      <ExecutionNotices execution={execution} timeline={timeline} />
      <ExecutionTabs tab={state.tab} onTab={(tab) => void setState({ tab })} eventCount={execution.eventCount}>
        {{
          timeline: () => <TimelineTab execution={execution} query={course} state={state} setState={setState} />,
          graph: () => <GraphTab execution={execution} course={course} state={state} setState={setState} />,
          events: () => <EventsTab arn={arn} state={state} setState={setState} />,
          data: () => <DataTab execution={execution} />,
          definition: () => <DefinitionTab arn={arn} />,
        }}
      </ExecutionTabs>
    </>
  );
}

/** Time lost to failed attempts and backoff, in words. */
function useLostTime(timeline: HeldTimeline | undefined): string | null {
  return useMemo(
    () => (timeline?.kind === 'whole' ? lostText(lostTimeOf(timeline.visits.map(toVisit))) : null),
    [timeline],
  );
}

type UnreadProps = ExecutionViewProps & { readonly error: Error | null; readonly onRetry: () => void };

/** Before anything is known of the execution but its ARN: it is being read, or why it cannot be. */
function Unread({ arn, name, arnFacts, error, onRetry }: UnreadProps): ReactNode {
  return (
    <>
      <PageHeader title={name} above={<MachineLink arn={arn} />} actions={<CopyButton text={arn} label="Copy ARN" />} />
      {error === null ? (
        <p role="status" className="h-72 rounded-panel border border-line bg-surface p-3 text-muted">
          Reading this execution
        </p>
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <QueryProblem what="This execution" error={error} onRetry={onRetry} />
          {arnFacts}
        </div>
      )}
    </>
  );
}

/** The way to the machine, which the ARN names also where nothing could be read. */
function MachineLink({ arn }: { readonly arn: string }): ReactNode {
  const result = parseArn(arn);
  if (result.kind !== 'ok' || !isExecutionArn(result.arn)) return null;
  return (
    <>
      <RangeLink path={machinePath(formatArn(machineOf(result.arn)))} className="text-accent underline">
        {result.arn.machine}
      </RangeLink>{' '}
      ▸ executions
    </>
  );
}

type StaleProps = { readonly error: Error; readonly readAtMs: number; readonly onRetry: () => void };

/** Says that what is shown is old and why it does not get younger. */
function Stale({ error, readAtMs, onRetry }: StaleProps): ReactNode {
  const nowMs = useNowMs(readAtMs);
  const shownFrom = `${formatDuration(Math.max(0, nowMs - readAtMs))} ago`;
  return <QueryProblem what="This execution" error={error} onRetry={onRetry} shownFrom={shownFrom} />;
}
