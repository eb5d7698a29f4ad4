import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Connection } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';

/** Now by AWS's clock, which stamps events: ours may be off (security R7). */
export function awsNow(clock: Clock, connection: Connection): EpochMs {
  return epochMs(Math.round(clock.nowMs() - (connection.state().clockAheadMs ?? 0)));
}
