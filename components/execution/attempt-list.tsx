import type { ReactNode } from 'react';
import { StatusIcon } from '@/components/execution/status-icon';
import { formatDuration } from '@/lib/base/format';
import { timeOf } from '@/lib/client/timeline-visits';
import type { TimelineAttempt } from '@/lib/contract/timeline';
import type { Handling } from '@/lib/domain/retry/explain-handling';
import { backoffText } from '@/lib/view/handling-words';
import type { StatusTone } from '@/lib/view/visit-outcome';

const SHOWN = 20;

type AttemptListProps = {
  readonly attempts: readonly TimelineAttempt[];
  /** What Retry did about each; empty where that is not known. */
  readonly retries: Handling['retries'];
};

/** The attempts of a visit, oldest first. Of very many the first and the last ones, and how many lie between. */
export function AttemptList({ attempts, retries }: AttemptListProps): ReactNode {
  const numbered = attempts.map((attempt, at) => ({
    attempt,
    number: at + 1,
    next: attempts[at + 1],
    before: retries[at - 1] ?? null,
  }));
  const hidden = Math.max(0, numbered.length - SHOWN);
  const shown = hidden === 0 ? numbered : [...numbered.slice(0, SHOWN / 2), ...numbered.slice(-SHOWN / 2)];
  return (
    <div className="border-t border-line p-3">
      <h3 className="text-small text-muted">
        Attempts{hidden === 0 ? '' : ` · ${shown.length} of ${numbered.length}, the first and the last`}
      </h3>
      <ol>
        {shown.map(({ attempt, number, next, before }) => (
          <li
            key={attempt.id}
            className="grid grid-cols-[1.25rem_1rem_minmax(0,1fr)_auto] items-center gap-x-1.5 py-0.5"
          >
            <span className="text-muted tabular-nums">{number}</span>
            <StatusIcon tone={toneOf(attempt, next)} />
            <span className="min-w-0 truncate">
              {attempt.outcome}
              {attempt.kind === 'redriven' ? ' after a redrive' : ''}
              {attempt.failure?.error == null ? '' : ` · ${attempt.failure.error}`}
            </span>
            <span className="text-muted tabular-nums">{lengthOf(attempt)}</span>
            {attempt.backoffMs === null ? null : (
              <span className="col-start-3 text-small text-muted">
                {backoffText(attempt.backoffMs, before?.kind === 'retried' ? before.planned : null)}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function toneOf({ outcome }: TimelineAttempt, next: TimelineAttempt | undefined): StatusTone {
  return outcome === 'failed' && next?.kind === 'retry' ? 'caught' : outcome;
}

function lengthOf({ scheduledDate, endedDate }: TimelineAttempt): string {
  return endedDate === null ? '' : formatDuration(Math.max(0, timeOf(endedDate) - timeOf(scheduledDate)));
}
