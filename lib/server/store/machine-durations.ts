import 'server-only';
import type { MachineDurations, StateFiguresQuery } from '@/lib/server/ports/index-figures';
import type { Catalog } from './catalog';
import { decoder, STATUS_CODES } from './codes';
import { bucketMiddleMs } from './duration-bucket';
import { durationCounts } from './queries/duration-counts';
import { executionTime } from './queries/execution-time';
import { retriesOverTime } from './queries/retries-over-time';
import type { Session } from './session';

const PARTS = 24;

const toStatus = decoder(STATUS_CODES);

/** How long the executions of one machine took, and when its visits were retried. */
export async function readMachineDurations(
  session: Session,
  catalog: Catalog,
  { machineArn, fromMs, toMs }: StateFiguresQuery,
): Promise<MachineDurations> {
  const machine = catalog.machine(machineArn)?.machine;
  const none = Array.from({ length: PARTS }, () => 0);
  if (machine === undefined) return { durations: [], retries: none, histories: { succeeded: 0, succeededRead: 0 } };
  const range = { machine, from: fromMs, to: toMs };
  const durations = await session.all(durationCounts, range);
  const retries = await session.all(retriesOverTime, { ...range, width: (toMs - fromMs) / PARTS, parts: PARTS });
  // Of the window alone, not of one before it.
  const time = await session.first(executionTime, { ...range, before: fromMs });
  return {
    durations: durations.map(({ status, bucket, n }) => ({
      status: toStatus(status),
      durationMs: bucketMiddleMs(bucket),
      count: n,
    })),
    retries: retries.reduce((parts, row) => parts.with(row.part, row.retries), none),
    histories: { succeeded: time?.succeeded ?? 0, succeededRead: time?.covered ?? 0 },
  };
}
