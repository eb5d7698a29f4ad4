import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { FiguresWindow, OverviewTiles } from '@/lib/server/ports/index-figures';
import type { Catalog } from './catalog';
import { countRunningAt } from './queries/count-running-at';
import { openExecutions } from './queries/open-executions';
import { tileCounts } from './queries/tile-counts';
import { tileRedrivable } from './queries/tile-redrivable';
import { tileWaits } from './queries/tile-waits';
import type { Session } from './session';

const DAY_MS = 24 * 3_600_000;

/** AWS redrives within 14 days of the end, and within a year of the start (aws-facts §1.1). */
const REDRIVE_DAYS = 14;
const REDRIVE_START_DAYS = 365;

/** The five tiles of the overview, each with the number to compare it with. */
export async function readOverviewTiles(
  session: Session,
  catalog: Catalog,
  { fromMs, toMs, nowMs, machineArns }: FiguresWindow & { readonly nowMs: EpochMs },
): Promise<OverviewTiles> {
  const machines = catalog.numbersOf(machineArns);
  const counts = await session.all(tileCounts(machines), { before: fromMs - (toMs - fromMs), from: fromMs, to: toMs });
  const within = counts.find((row) => row.is_within === 1);
  const before = counts.find((row) => row.is_within === 0);
  const running = await session.first(countRunningAt(machines), { at: fromMs });
  const open = await session.all(openExecutions(machines), {});
  const [waits] = await session.all(tileWaits(machines), { from: fromMs });
  const [redrivable] = await session.all(tileRedrivable(machines), {
    ended_after: nowMs - REDRIVE_DAYS * DAY_MS,
    started_after: nowMs - REDRIVE_START_DAYS * DAY_MS,
  });
  const firstEnded = redrivable?.first_ended ?? null;
  return {
    failed: { count: within?.failed ?? 0, before: before?.failed ?? 0 },
    timedOut: { count: within?.timed_out ?? 0, before: before?.timed_out ?? 0 },
    running: {
      count: open.reduce((sum, { n }) => sum + n, 0),
      before: running?.n ?? 0,
      oldestStartedAtMs: open.reduce<EpochMs | null>((oldest, row) => earlier(oldest, row.oldest), null),
    },
    waiting: {
      count: waits?.waiting ?? 0,
      before: waits?.waiting_before ?? 0,
      soonestDeadlineMs: waits?.soonest_deadline ?? null,
    },
    redrivable: {
      count: redrivable?.n ?? 0,
      // What was redriven since has left no trace of when it had ended before.
      before: null,
      soonestExpiryMs: firstEnded === null ? null : epochMs(firstEnded + REDRIVE_DAYS * DAY_MS),
    },
  };
}

function earlier(a: EpochMs | null, b: EpochMs): EpochMs {
  return a !== null && a < b ? a : b;
}
