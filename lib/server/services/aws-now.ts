import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import { awsNow } from '@/lib/server/sync/aws-clock';
import type { ServiceDependencies } from './service-dependencies';

/** The clocks are compared to half a second and half the way there and back: what is less may be nothing. */
const MEASURED_TO_MS = 1_000;

/**
 * Now by AWS's clock: a window that ends now, or began a while ago, is meant in the time that stamped what is looked for
 * (security R7). By a clock that is behind, the newest executions would be missing from it; by one that is a day ahead,
 * all of them. AWS has one time everywhere, so any connection that was answered tells it.
 */
export function awsNowOf({ clock, connections }: Pick<ServiceDependencies, 'clock' | 'connections'>): EpochMs {
  const answered = connections.list().find((connection) => connection.state().clockAheadMs !== null);
  const aheadMs = answered?.state().clockAheadMs ?? 0;
  return answered === undefined || Math.abs(aheadMs) <= MEASURED_TO_MS ? clock.nowMs() : awsNow(clock, answered);
}
