import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { ReadFailure } from './failure';
import { findRevisions } from './find-revisions';
import { BUSY_INTERVAL_MS, REVISIONS_INTERVAL_MS } from './pace';
import type { MachineReading } from './plan';
import type { ConnectionDependencies } from './sync-dependencies';

/** Notes a failure of the connection or answers that of the machine. */
type Fail = (
  thrown: unknown,
  before: ReadFailure | null,
  facts: Readonly<Record<string, string>>,
) => ReadFailure | null;

/**
 * Looks once for revisions that are not known of a machine, and says when to look next. Nothing else waits for them, and
 * what fails here says nothing of the machine's executions: they are read on.
 */
export async function readRevisions(deps: ConnectionDependencies, reading: MachineReading, fail: Fail): Promise<void> {
  const { machine, revisionDeadEnds } = reading;
  const { clock } = deps;
  try {
    const isMore = await findRevisions(deps, machine, revisionDeadEnds);
    reading.revisionsFailure = null;
    reading.revisionsDueMs = epochMs(clock.nowMs() + (isMore ? BUSY_INTERVAL_MS : REVISIONS_INTERVAL_MS));
  } catch (thrown) {
    reading.revisionsFailure = fail(thrown, reading.revisionsFailure, { machine: machine.arn, reading: 'revisions' });
    const retryMs = reading.revisionsFailure?.retryMs ?? 0;
    reading.revisionsDueMs = epochMs(Math.max(retryMs, clock.nowMs() + REVISIONS_INTERVAL_MS));
  }
}
