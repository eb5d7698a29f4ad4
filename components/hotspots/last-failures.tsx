import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { LoadProblem } from '@/components/ui/load-problem';
import { MiddleCut } from '@/components/ui/middle-cut';
import { formatAge } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { useIsLive } from '@/lib/client/live';
import { executionVisitPath } from '@/lib/client/paths';
import { useZone } from '@/lib/client/preferences';
import { failuresQuery } from '@/lib/client/queries/failures-query';
import { RangeLink } from '@/lib/client/range-link';
import { timeOf } from '@/lib/client/timeline-visits';
import { useWindow } from '@/lib/client/use-window';
import type { StateFailure } from '@/lib/contract/failures';
import { formatInZone } from '@/lib/view/clock-time';

type LastFailuresProps = {
  readonly machine: string;
  readonly state: string;
  /** How many there are in the time range: as many rows are kept free for them, up to five. */
  readonly count: number;
};

const SHOWN = 5;

/** The last visits of a state that failed or were caught; each leads into its execution, to that visit. */
export function LastFailures({ machine, state, count }: LastFailuresProps): ReactNode {
  const { data, error, dataUpdatedAt, refetch } = useQuery(failuresQuery(machine, state, useWindow(), useIsLive()));
  const nowMs = useNowMs(dataUpdatedAt, 10_000);
  const places = Math.min(SHOWN, count);
  return (
    <div>
      {error === null ? null : (
        <LoadProblem
          what="The last failures"
          message={error.message}
          shownFrom={data === undefined ? null : formatAge(nowMs - dataUpdatedAt)}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined ? (
        error === null && <Places count={places} />
      ) : (
        <ol>
          {data.items.map((failure) => (
            <Failure key={`${failure.executionArn} ${failure.visit}`} failure={failure} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Places({ count }: { readonly count: number }): ReactNode {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the last failures
      </p>
      {Array.from({ length: count }, (_, index) => index).map((index) => (
        <div key={index} aria-hidden="true" className="grid h-11 content-center gap-2 motion-safe:animate-pulse">
          <span className="h-3 w-40 rounded-control bg-line" />
          <span className="h-3 w-28 rounded-control bg-line opacity-50" />
        </div>
      ))}
    </>
  );
}

function Failure({ failure }: { readonly failure: StateFailure }): ReactNode {
  const { executionArn, executionName, visit, outcome, endedDate, error } = failure;
  const when = formatInZone(timeOf(endedDate), useZone());
  return (
    <li className="h-11">
      <div className="flex items-baseline justify-between gap-4">
        <RangeLink
          path={executionVisitPath(executionArn, visit)}
          aria-label={executionName}
          title={executionName}
          className="min-w-0 leading-6 text-accent hover:underline"
        >
          <MiddleCut text={executionName} />
        </RangeLink>
        <time dateTime={endedDate} className="text-small whitespace-nowrap text-muted tabular-nums">
          {when}
        </time>
      </div>
      <p className="truncate text-small" title={error ?? undefined}>
        {error ?? 'without a name'} <span className="text-muted">· {outcome}</span>
      </p>
    </li>
  );
}
