import 'server-only';
import type { GetMapRunInput, MapRunAnswer } from '@/lib/contract/map-runs';
import type { MapRunCounts, MapRunDescription } from '@/lib/server/ports/aws';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';

/** What is said of a map run that AWS does not have. */
export const MAP_RUN_GONE =
  'AWS does not have this map run. It keeps one for 90 days after its end, less where the account set less, and deletes it with its state machine.';

/** One run of a Distributed Map with its counts, read from AWS now. */
export async function getMapRun(
  { mapRuns, switches }: Pick<ServiceDependencies, 'mapRuns' | 'switches'>,
  { arn, caller }: By<GetMapRunInput>,
): Promise<MapRunAnswer> {
  requireView(caller, { switches });
  const run = await mapRuns.describe(arn);
  return run === null ? { kind: 'unavailable', message: MAP_RUN_GONE } : toMapRun(run);
}

function toMapRun(run: MapRunDescription): MapRunAnswer {
  const { startedAtMs, endedAtMs } = run;
  return {
    kind: 'map-run',
    mapRunArn: run.arn,
    executionArn: run.executionArn,
    status: run.status,
    startDate: toDate(startedAtMs),
    stopDate: toDateOrNull(endedAtMs),
    durationMs: endedAtMs === null ? null : Math.max(0, endedAtMs - startedAtMs),
    maxConcurrency: run.maxConcurrency,
    toleratedFailureCount: run.toleratedFailureCount,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    redriveCount: run.redriveCount,
    redriveDate: toDateOrNull(run.redrivenAtMs),
    executionCounts: toCounts(run.executionCounts),
    itemCounts: toCounts(run.itemCounts),
    // Express children outlive a run that failed (aws-facts §2.5).
    isSettled: endedAtMs !== null && run.executionCounts.running === 0,
  };
}

function toCounts(counts: MapRunCounts): MapRunCounts {
  const { total, pending, running, succeeded, failed, timedOut, aborted, pendingRedrive } = counts;
  return { total, pending, running, succeeded, failed, timedOut, aborted, pendingRedrive };
}
