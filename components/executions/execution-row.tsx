import { memo, type ReactNode } from 'react';
import { DurationBar } from '@/components/executions/duration-bar';
import { Badge } from '@/components/ui/badge';
import { MiddleCut } from '@/components/ui/middle-cut';
import { formatAge, formatCount } from '@/lib/base/format';
import { executionPath, machinePath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { Execution } from '@/lib/contract/executions';
import { isOpen } from '@/lib/domain/execution-status';
import type { ExecutionTime } from '@/lib/domain/execution-time';
import type { ZoneName } from '@/lib/domain/time-range';
import { formatInZone } from '@/lib/view/clock-time';
import { STATUS_LOOKS } from '@/lib/view/execution-status';

type ExecutionRowProps = {
  readonly execution: Execution;
  /** Its account and region, as texts so that the row is drawn again only where one changes; null where all have one. */
  readonly placeShort: string | null;
  readonly placeFull: string | null;
  readonly time: ExecutionTime;
  /** In steps of a second where one shows, in longer ones for the rest, so that only rows that change are drawn again. */
  readonly nowMs: number;
  readonly zone: ZoneName;
  readonly longestMs: number;
};

/** How long it took, or has taken up to now; null where it ended without anybody telling when. */
export function lastedMs({ status, startDate, durationMs }: Execution, nowMs: number): number | null {
  if (durationMs !== null || !isOpen(status)) return durationMs;
  // Whole seconds: tenths would flicker without telling anything.
  return Math.max(0, Math.floor((nowMs - Date.parse(startDate)) / 1_000) * 1_000);
}

/** The time that a row shows; null where that is an end that is not there. */
export function shownTimeMs({ startDate, stopDate }: Execution, time: ExecutionTime): number | null {
  const date = time === 'started' ? startDate : stopDate;
  return date === null ? null : Date.parse(date);
}

/** One execution. Its name leads to its page; the row has one height, so that a list can be run through with the eye. */
export const ExecutionRow = memo(function ExecutionRow({
  execution,
  placeShort,
  placeFull,
  time,
  nowMs,
  zone,
  longestMs,
}: ExecutionRowProps): ReactNode {
  const { executionArn, stateMachineArn, stateMachineName, name, status, historyCoverage } = execution;
  const { tone, label } = STATUS_LOOKS[status];
  const shownMs = shownTimeMs(execution, time);
  const place =
    placeShort === null ? null : (
      <span className="-mt-0.5 block truncate pb-0.5 text-small text-muted" title={placeFull ?? placeShort}>
        {placeShort}
      </span>
    );
  return (
    <tr className="group h-8 border-t border-line tabular-nums focus-within:bg-selection hover:bg-canvas">
      <td className="pl-3">
        <Badge tone={tone}>{label}</Badge>
      </td>
      <th scope="row" className="max-w-0 pl-3 font-normal">
        <RangeLink
          path={executionPath(executionArn)}
          data-row=""
          className="block text-accent hover:underline"
          // Its two halves would be read, and found, with a space between them.
          aria-label={name}
          title={name}
        >
          <MiddleCut text={name} />
        </RangeLink>
        <span className="md:hidden">{place}</span>
      </th>
      <td className="hidden max-w-0 pl-3 md:table-cell">
        <RangeLink
          path={machinePath(stateMachineArn)}
          className="block truncate hover:underline"
          title={stateMachineName}
        >
          {stateMachineName}
        </RangeLink>
        {place}
      </td>
      <td className="pr-3 pl-3 whitespace-nowrap md:pr-0">
        {shownMs === null ? null : (
          <time dateTime={new Date(shownMs).toISOString()} title={formatInZone(shownMs, zone)}>
            <span className="md:group-focus-within:hidden md:group-hover:hidden">{formatAge(nowMs - shownMs)}</span>
            <span className="hidden md:group-focus-within:inline md:group-hover:inline">
              {formatInZone(shownMs, zone).slice(0, 19)}
            </span>
          </time>
        )}
      </td>
      <td className="hidden pl-3 md:table-cell">
        <DurationBar
          tone={tone}
          durationMs={lastedMs(execution, nowMs)}
          longestMs={longestMs}
          isOpen={isOpen(status)}
        />
      </td>
      <Told text={execution.failedState} historyCoverage={historyCoverage} className="pl-6" />
      <Told text={execution.error} historyCoverage={historyCoverage} className="pl-3" />
      <td className="hidden pr-3 pl-3 text-right lg:table-cell">
        <span className={execution.retries === 0 ? 'text-muted' : ''}>
          {execution.retries === null ? <Unread /> : formatCount(execution.retries)}
        </span>
      </td>
    </tr>
  );
});

type ToldProps = {
  readonly text: string | null;
  readonly historyCoverage: Execution['historyCoverage'];
  readonly className: string;
};

/** What only the events tell: an empty cell means that there is none, and a dash that nobody has looked yet. */
function Told({ text, historyCoverage, className }: ToldProps): ReactNode {
  return (
    <td className={`hidden max-w-0 truncate lg:table-cell ${className}`} title={text ?? undefined}>
      {text ?? (historyCoverage === 'none' ? <Unread /> : null)}
    </td>
  );
}

function Unread(): ReactNode {
  return (
    <span className="text-muted" title="Its events have not been read yet">
      <span aria-hidden="true">–</span>
      <span className="sr-only">not read yet</span>
    </span>
  );
}
