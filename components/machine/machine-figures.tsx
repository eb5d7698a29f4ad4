'use client';

import { useQuery } from '@tanstack/react-query';
import { List } from 'lucide-react';
import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { type Fact, Facts } from '@/components/ui/facts';
import { LoadProblem } from '@/components/ui/load-problem';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { formatAge, formatCount, formatDuration, formatShare } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { executionsPath } from '@/lib/client/paths';
import { machineQuery } from '@/lib/client/queries/machines-query';
import { RangeLink } from '@/lib/client/range-link';
import { useWindow } from '@/lib/client/use-window';
import type { MachineAnswer } from '@/lib/contract/machines';

const SPARK_BOX = { width: 239, height: 40 };

/** What is known of a machine in the time range, and the way to its executions. `arn` is without version or alias. */
export function MachineFigures({ arn }: { readonly arn: string }): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(machineQuery(arn, useWindow(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const problem =
    error === null ? null : (
      <LoadProblem
        what="The figures of this state machine"
        message={error.message}
        shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
        onRetry={() => void refetch()}
      />
    );
  return (
    <Panel
      title="In this time range"
      aside={
        <RangeLink
          path={executionsPath({ machine: arn })}
          className="inline-flex items-center gap-1.5 text-accent underline"
        >
          <List aria-hidden="true" className="size-4" />
          Its executions
        </RangeLink>
      }
    >
      {/* As high as the rows that stand for the figures, so that a page that cannot have them does not collapse. */}
      <div className="min-h-64">
        {problem === null ? null : <div className="p-3">{problem}</div>}
        {data === undefined ? (
          problem === null && <SkeletonRows what="figures" rows={7} />
        ) : (
          <>
            <Facts facts={factsOf(data)} />
            {data.coverage.kind === 'none' ? null : (
              <div className="px-3 pb-3">
                <Sparkline parts={data.figures.spark} box={SPARK_BOX} />
              </div>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

const NOT_KNOWN = 'not known';

function factsOf({ type, source, figures, coverage, loggingConfiguration }: MachineAnswer): readonly Fact[] {
  const isKnown = coverage.kind !== 'none';
  const { executions, successRate, running, p50Ms, p95Ms, worstState } = figures;
  return [
    {
      label: 'Type',
      value:
        type === 'EXPRESS'
          ? 'Express, read from its log'
          : `Standard, read from the Step Functions API${source === 'log' ? ' and its log' : ''}`,
    },
    { label: 'Logging', value: loggingConfiguration === null ? NOT_KNOWN : `level ${loggingConfiguration.level}` },
    { label: 'Executions', value: isKnown ? formatCount(executions) : NOT_KNOWN },
    { label: 'Success', value: !isKnown || successRate === null ? NOT_KNOWN : formatShare(successRate) },
    { label: 'Running now', value: isKnown ? formatCount(running) : NOT_KNOWN },
    {
      label: 'Duration',
      value:
        p50Ms === null || p95Ms === null ? NOT_KNOWN : `p50 ${formatDuration(p50Ms)} · p95 ${formatDuration(p95Ms)}`,
    },
    ...(worstState === null
      ? []
      : [
          {
            label: 'Worst state',
            value: `${worstState.state}: ${worstState.error ?? worstState.kind}, ${coverage.kind === 'estimated' ? '≈ ' : ''}${formatCount(worstState.count)} times`,
          },
        ]),
    ...coverage.reasons.map(({ message }, index) => ({ label: index === 0 ? 'Not complete' : '', value: message })),
  ];
}
