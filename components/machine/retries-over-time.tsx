import type { ReactNode } from 'react';
import { RetryBars } from '@/components/charts/retry-bars';
import { Panel } from '@/components/ui/panel';
import { formatCounted, formatUtc } from '@/lib/base/format';
import { timeOf } from '@/lib/client/timeline-visits';
import type { DurationsAnswer } from '@/lib/contract/durations';
import { layoutRetries } from '@/lib/view/retry-parts';

const BOX = { width: 600, height: 200 };

type RetriesOverTimeProps = {
  readonly answer: DurationsAnswer | undefined;
  /** It could not be read; why stands with the durations, which come in the same answer. */
  readonly isLost: boolean;
};

/** When visits were retried. Counted in the histories that were read; where those are not all, it says so. */
export function RetriesOverTime({ answer, isLost }: RetriesOverTimeProps): ReactNode {
  return (
    <Panel title="Retries over time">
      <div className="min-h-84 p-3">
        {answer === undefined ? (
          <p role={isLost ? undefined : 'status'} className="text-muted">
            {isLost ? 'Not known: see beside it why it could not be read.' : 'Reading retries'}
          </p>
        ) : (
          <Bars answer={answer} />
        )}
      </div>
    </Panel>
  );
}

function Bars({ answer: { retries, coverage, window } }: { readonly answer: DurationsAnswer }): ReactNode {
  const parts = retries.map((part) => ({
    fromMs: timeOf(part.fromDate),
    toMs: timeOf(part.toDate),
    retries: part.retries,
  }));
  const prepared = layoutRetries(parts, BOX);
  const isWhole = coverage.kind === 'all';
  const counted = `${formatCounted(prepared.total, 'retry', 'retries')}${isWhole ? '' : ' in the executions that were read'}`;
  return (
    <div className="grid gap-2">
      <p>{prepared.total === 0 && isWhole ? 'No visit that ended in this time range was retried.' : counted}</p>
      {isWhole ? null : (
        <ul className="text-small text-muted">
          {coverage.reasons.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
      {prepared.total === 0 ? null : (
        <>
          <RetryBars prepared={prepared} box={BOX} />
          <p className="flex justify-between gap-4 text-small text-muted tabular-nums">
            <span>{formatUtc(timeOf(window.fromDate))}</span>
            <span>{formatUtc(timeOf(window.toDate))}</span>
          </p>
        </>
      )}
    </div>
  );
}
