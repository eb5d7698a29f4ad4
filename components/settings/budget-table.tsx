import { Fragment, type ReactNode } from 'react';
import { formatCount, formatCounted, formatShare } from '@/lib/base/format';
import { useZone } from '@/lib/client/preferences';
import type { ConnectionBudget, OperationBudget } from '@/lib/contract/budget';
import { formatClockInZone } from '@/lib/view/clock-time';

const HEADINGS = ['Allowed/s', 'Last minute', 'Waiting', 'Throttled'] as const;

/** What one connection may ask of AWS and what became of it, for each operation that was used since the server started. */
export function BudgetTable({ budget }: { readonly budget: ConnectionBudget }): ReactNode {
  const { operations } = budget;
  return (
    <table className="w-full border-collapse text-left">
      <caption className="border-t border-line px-3 py-2 text-left">
        <span className="block font-semibold">Budget</span>
        <span className="text-small text-muted">{summaryOf(budget)}</span>
      </caption>
      {operations.length === 0 ? (
        <tbody>
          <tr className="border-t border-line">
            <td className="px-3 py-2 text-muted">Nothing has been asked of AWS since the server started.</td>
          </tr>
        </tbody>
      ) : (
        <>
          <thead>
            <tr className="border-t border-b border-line align-bottom text-small text-muted">
              <th scope="col" className="px-3 py-1.5 font-medium">
                Operation
              </th>
              {HEADINGS.map((heading) => (
                <th key={heading} scope="col" className="px-1.5 py-1.5 text-right font-medium last:pr-3 sm:px-3">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {operations.map((operation) => (
              <OperationRow key={operation.operation} budget={operation} />
            ))}
          </tbody>
        </>
      )}
    </table>
  );
}

function summaryOf({ share, sharedWith, place }: ConnectionBudget): string {
  const limit =
    share === null
      ? 'No limit of our own: as many calls as AWS takes.'
      : `Up to ${formatShare(share)} of the smallest quota that AWS publishes for each operation.`;
  if (sharedWith.length > 0) return `${limit} Shared with ${sharedWith.join(', ')}: one budget, the same figures.`;
  return place === null ? `${limit} The account is not known yet.` : limit;
}

function OperationRow({ budget }: { readonly budget: OperationBudget }): ReactNode {
  const { operation, limit, callsLastMinute, waitingClicks, waitingBackground } = budget;
  const isLowered = limit !== null && limit.allowedPerSecond < limit.fullPerSecond;
  return (
    <tr className="border-line align-top not-first:border-t">
      <th scope="row" className="py-1.5 pr-1.5 pl-3 font-normal sm:pr-3">
        <span className="font-mono text-small">
          {operation.split(/(?=[A-Z])/).map((word) => (
            <Fragment key={word}>
              {word}
              <wbr />
            </Fragment>
          ))}
        </span>
      </th>
      <Figure note={isLowered ? `of ${formatRate(limit.fullPerSecond)}` : null}>
        {limit === null ? 'no limit' : formatRate(limit.allowedPerSecond)}
      </Figure>
      <Figure>{formatCount(callsLastMinute)}</Figure>
      <Figure note={waitingClicks === 0 ? null : formatCounted(waitingClicks, 'click')}>
        {formatCount(waitingClicks + waitingBackground)}
      </Figure>
      <Throttled budget={budget} />
    </tr>
  );
}

function Throttled({ budget: { throttled, refusalsSinceStart } }: { readonly budget: OperationBudget }): ReactNode {
  const zone = useZone();
  const note = refusalsSinceStart === 0 ? null : formatCounted(refusalsSinceStart, 'refusal');
  if (throttled === null) return <Figure note={note}>no</Figure>;
  const { untilDate } = throttled;
  return (
    <Figure note={note}>
      <span className="font-medium text-caught-text">
        {untilDate === null ? (
          'until the next answer'
        ) : (
          <>
            until <time dateTime={untilDate}>{formatClockInZone(Date.parse(untilDate), zone)}</time>
          </>
        )}
      </span>
    </Figure>
  );
}

type FigureProps = { readonly note?: string | null; readonly children: ReactNode };

function Figure({ note = null, children }: FigureProps): ReactNode {
  return (
    <td className="px-1.5 py-1.5 text-right tabular-nums last:pr-3 sm:px-3">
      {children}
      {note === null ? null : <span className="block text-small text-muted">{note}</span>}
    </td>
  );
}

/** Calls a second, as they are said: `2.5`, `0.0625`. */
function formatRate(perSecond: number): string {
  return String(Number(perSecond.toPrecision(3)));
}
