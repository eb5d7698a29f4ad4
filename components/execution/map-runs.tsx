'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { MapRunChildren } from '@/components/execution/map-run-children';
import { QueryProblem } from '@/components/execution/query-problem';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount, formatCounted, formatDuration } from '@/lib/base/format';
import { useLiveSwitch } from '@/lib/client/live';
import { mapRunQuery } from '@/lib/client/queries/map-run-query';
import type { MapRunAnswer } from '@/lib/contract/map-runs';
import { STATUS_LOOKS } from '@/lib/view/execution-status';
import {
  groupsOf,
  itemsText,
  type MapRunExecutionStatus,
  pendingText,
  startedOf,
  toleranceText,
} from '@/lib/view/map-run-words';

type MapRunsProps = {
  /** The runs of one visit, oldest first: one for each attempt. */
  readonly arns: readonly string[];
};

/** The map runs of a Distributed Map. The last one is read at once, an earlier one when somebody asks for it. */
export function MapRuns({ arns }: MapRunsProps): ReactNode {
  const [opened, setOpened] = useState<readonly string[]>([]);
  const runs = arns.map((arn, at) => ({ arn, number: at + 1 })).toReversed();
  return runs.map(({ arn, number }) => {
    const title = arns.length === 1 ? 'Map run' : `Map run ${formatCount(number)} of ${formatCount(arns.length)}`;
    const isOpen = number === arns.length || opened.includes(arn);
    return (
      <section key={arn} aria-label={title} className="min-w-0 border-t border-line p-3">
        {isOpen ? (
          <MapRun arn={arn} title={title} />
        ) : (
          <Button onClick={() => setOpened([...opened, arn])}>Show {title.toLowerCase()}</Button>
        )}
      </section>
    );
  });
}

function MapRun({ arn, title }: { readonly arn: string; readonly title: string }): ReactNode {
  const { isOn } = useLiveSwitch();
  const { data, error, refetch } = useQuery(mapRunQuery(arn, isOn));
  return (
    <>
      <div className="flex min-h-8 items-center gap-2">
        <h3 className="text-small text-muted">{title}</h3>
        {data?.kind === 'map-run' ? (
          <Badge tone={STATUS_LOOKS[data.status].tone}>{STATUS_LOOKS[data.status].label}</Badge>
        ) : null}
        <span className="ml-auto">
          <CopyButton text={arn} label="Copy ARN of the map run" isIconOnly />
        </span>
      </div>
      {error === null ? null : (
        <QueryProblem
          what="The map run"
          error={error}
          shownFrom={data === undefined ? null : 'before that'}
          onRetry={() => void refetch()}
        />
      )}
      {data?.kind === 'unavailable' ? <p className="text-muted">{data.message}</p> : null}
      {data?.kind === 'map-run' ? <Counts run={data} /> : null}
      {data === undefined && error === null ? <MapRunSkeleton /> : null}
    </>
  );
}

type DescribedRun = Extract<MapRunAnswer, { readonly kind: 'map-run' }>;

/** How its executions are doing, and those of one status. What failed is shown until somebody chooses. */
function Counts({ run }: { readonly run: DescribedRun }): ReactNode {
  const [chosen, setChosen] = useState<MapRunExecutionStatus | 'all' | null>(null);
  const groups = groupsOf(run.executionCounts);
  const failed = groups.find(({ status }) => FAILURES.includes(status))?.status ?? null;
  const shown = chosen ?? failed;
  const all = startedOf(run.executionCounts);
  return (
    <>
      <p className="pb-2 text-small text-muted">{factsOf(run).join(' · ')}</p>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Executions of the map run</legend>
        {groups.map(({ status, count }) => (
          <Choice key={status} isPressed={shown === status} onPress={() => setChosen(status)}>
            <Badge tone={STATUS_LOOKS[status].tone}>{STATUS_LOOKS[status].label}</Badge>
            {formatCount(count)}
          </Choice>
        ))}
        {all === 0 ? null : (
          <Choice isPressed={shown === 'all'} onPress={() => setChosen('all')}>
            <span className="pl-1.5">All</span>
            {formatCount(all)}
          </Choice>
        )}
      </fieldset>
      {shown === null ? (
        <p className="pt-2 text-muted">
          {all === 0 ? 'It has started no execution.' : 'No execution failed. Choose some to see them.'}
        </p>
      ) : (
        <MapRunChildren
          key={shown}
          arn={run.mapRunArn}
          status={shown === 'all' ? null : shown}
          isOpen={!run.isSettled}
        />
      )}
    </>
  );
}

const FAILURES: readonly MapRunExecutionStatus[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];

function factsOf(run: DescribedRun): readonly string[] {
  return [
    ...(run.durationMs === null ? [] : [`ran ${formatDuration(run.durationMs)}`]),
    itemsText(run.executionCounts, run.itemCounts) ?? [],
    pendingText(run.executionCounts, run.stopDate !== null) ?? [],
    `tolerates ${toleranceText(run)}`,
    run.maxConcurrency === 0 ? [] : `${formatCount(run.maxConcurrency)} at a time`,
    run.redriveCount === 0 ? [] : formatCounted(run.redriveCount, 'redrive'),
  ].flat();
}

type ChoiceProps = { readonly isPressed: boolean; readonly onPress: () => void; readonly children: ReactNode };

function Choice({ isPressed, onPress, children }: ChoiceProps): ReactNode {
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      onClick={onPress}
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface pr-2 pl-1 tabular-nums hover:border-control aria-pressed:border-accent aria-pressed:bg-selection"
    >
      {children}
    </button>
  );
}

function MapRunSkeleton(): ReactNode {
  return (
    <div role="status">
      <span className="sr-only">Reading the map run</span>
      <div className="h-88 rounded-control bg-canvas motion-safe:animate-pulse" />
    </div>
  );
}
