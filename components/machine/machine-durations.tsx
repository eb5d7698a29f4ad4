'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type ReactNode, useMemo } from 'react';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { formatAge, formatCounted } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { durationsQuery } from '@/lib/client/queries/durations-query';
import { useWindow } from '@/lib/client/use-window';
import type { DurationsAnswer } from '@/lib/contract/durations';
import { type DurationSeries, prepareDurationChart } from '@/lib/view/duration-chart';
import { RetriesOverTime } from './retries-over-time';

const DurationHistogram = dynamic(
  () => import('@/components/charts/duration-histogram').then((module) => module.DurationHistogram),
  { ssr: false, loading: () => <div className="h-72" /> },
);

/** How long the executions of a machine took in the time range, and when its states were retried. */
export function MachineDurations({ arn }: { readonly arn: string }): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(durationsQuery(arn, useWindow(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const problem =
    error === null ? null : (
      <LoadProblem
        what="How long its executions took"
        message={error.message}
        shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
        onRetry={() => void refetch()}
      />
    );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Durations answer={data} problem={problem} />
      <RetriesOverTime answer={data} isLost={data === undefined && problem !== null} />
    </div>
  );
}

type DurationsProps = {
  readonly answer: DurationsAnswer | undefined;
  /** Why it could not be read, or read again. */
  readonly problem: ReactNode;
};

function Durations({ answer, problem }: DurationsProps): ReactNode {
  const chart = useMemo(() => (answer === undefined ? null : prepareDurationChart(answer)), [answer]);
  return (
    <Panel
      title="Durations"
      aside={
        answer === undefined || answer.executions === 0 ? undefined : (
          <span className="text-small text-muted">{formatCounted(answer.executions, 'execution')} that ended</span>
        )
      }
    >
      {/* As high from the beginning as the chart will be, so that nothing below moves. */}
      <div className="min-h-84 p-3">
        {problem}
        {answer === undefined || chart === null ? (
          problem === null && (
            <p role="status" className="text-muted">
              Reading durations
            </p>
          )
        ) : chart.bars.length === 0 ? (
          <NoneEnded answer={answer} />
        ) : (
          <>
            <SeriesLegend series={chart.series} />
            <DurationHistogram chart={chart} />
          </>
        )}
      </div>
    </Panel>
  );
}

function NoneEnded({ answer: { coverage } }: { readonly answer: DurationsAnswer }): ReactNode {
  const reason = coverage.reasons[0]?.message;
  return (
    <p className="text-muted">
      {coverage.kind === 'none' && reason !== undefined
        ? reason
        : 'No execution that started in this time range has ended. Choose a longer one to see how long they take.'}
    </p>
  );
}

const SIGNS: Readonly<Record<DurationSeries['status'], string>> = {
  SUCCEEDED: 'bg-succeeded-solid',
  FAILED: 'bg-failed-solid',
  TIMED_OUT: 'bg-timed-out-solid',
  ABORTED: 'bg-aborted-solid',
};

function SeriesLegend({ series }: { readonly series: readonly DurationSeries[] }): ReactNode {
  return (
    <ul className="flex flex-wrap gap-x-4 text-small text-muted">
      {series.map(({ status, word }) => (
        <li key={status} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2.5 rounded-[2px] ${SIGNS[status]}`} />
          {word}
        </li>
      ))}
    </ul>
  );
}
