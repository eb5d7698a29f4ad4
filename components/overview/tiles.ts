import { formatAge, formatDuration } from '@/lib/base/format';
import { isProvisional } from '@/lib/client/coverage';
import { executionsPath } from '@/lib/client/paths';
import type { Overview } from '@/lib/contract/overview';
import { changeInWindow, changeSince } from '@/lib/view/overview-words';
import type { StatusTone } from '@/lib/view/visit-outcome';

/** One of the five tiles, ready to be drawn. */
export type Tile = {
  readonly tone: StatusTone;
  readonly label: string;
  /** Null where none was read yet and some may come: no zero is shown that nobody counted. */
  readonly count: number | null;
  readonly change: string;
  /** The oldest or the soonest one; null where there is none to tell of. */
  readonly detail: string | null;
  readonly path: string;
  /** What the link opens, where that is not said by the label alone. */
  readonly opens: string;
  /** Whether the link names a time range of its own, because the figure is of now and not of the page's range. */
  readonly hasOwnRange: boolean;
};

/** A Standard execution lives a year at most, so this list holds everything that runs. */
const ANY_START = { from: 'now-365d', to: 'now' };
/** AWS lets an execution be redriven for 14 days after its end. */
const REDRIVABLE_START = { from: 'now-14d', to: 'now' };

/** Makes the tiles from the figures. `nowMs` is when the figures were read, so that ages belong to them. */
export function prepareTiles(overview: Overview, nowMs: number): readonly Tile[] {
  const { failed, timedOut, running, waiting, redrivable, window, coverage } = overview;
  const lengthMs = Date.parse(window.toDate) - Date.parse(window.fromDate);
  const inWindow = { detail: null, hasOwnRange: false };
  const tiles: readonly Tile[] = [
    {
      ...inWindow,
      tone: 'failed',
      label: 'Failed',
      count: failed.count,
      change: changeInWindow(failed.count, failed.before, lengthMs),
      path: executionsPath({ status: 'FAILED' }),
      opens: 'executions that failed',
    },
    {
      ...inWindow,
      tone: 'timed-out',
      label: 'Timed out',
      count: timedOut.count,
      change: changeInWindow(timedOut.count, timedOut.before, lengthMs),
      path: executionsPath({ status: 'TIMED_OUT' }),
      opens: 'executions that timed out',
    },
    {
      tone: 'running',
      label: 'Running',
      count: running.count,
      change: changeSince(running.count, running.before, lengthMs),
      detail: running.oldestStartDate === null ? null : `oldest started ${ageOf(running.oldestStartDate, nowMs)}`,
      path: executionsPath({ status: 'RUNNING', ...ANY_START }),
      opens: 'executions that run now',
      hasOwnRange: true,
    },
    {
      tone: 'waiting',
      label: 'Waiting',
      count: waiting.count,
      change: changeSince(waiting.count, waiting.before, lengthMs),
      detail: waiting.soonestDeadlineDate === null ? null : due('next deadline', waiting.soonestDeadlineDate, nowMs),
      path: executionsPath({ status: 'RUNNING', ...ANY_START }),
      opens: 'executions that run now, among them those that wait',
      hasOwnRange: true,
    },
    {
      tone: 'redrive',
      label: 'Can be redriven',
      count: redrivable.count,
      change: changeSince(redrivable.count, redrivable.before, lengthMs),
      detail: redrivable.soonestExpiryDate === null ? null : due('first expires', redrivable.soonestExpiryDate, nowMs),
      path: executionsPath({ status: ['FAILED', 'TIMED_OUT', 'ABORTED'], ...REDRIVABLE_START }),
      opens: 'executions of the last 14 days that did not succeed',
      hasOwnRange: true,
    },
  ];
  if (!isProvisional(coverage)) return tiles;
  return tiles.map((tile) =>
    tile.count === 0 ? { ...tile, count: null, change: 'None read so far', detail: null } : tile,
  );
}

function ageOf(date: string, nowMs: number): string {
  return formatAge(nowMs - Date.parse(date));
}

/** `next deadline in 5m 48s`. What lies in the past is about to leave the count, so it is said without a time. */
function due(what: 'next deadline' | 'first expires', date: string, nowMs: number): string {
  const leftMs = Date.parse(date) - nowMs;
  if (leftMs > 0) return `${what} in ${formatDuration(leftMs)}`;
  return what === 'first expires' ? 'first has expired' : 'a deadline has passed';
}
