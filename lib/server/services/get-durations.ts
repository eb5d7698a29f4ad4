import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { DurationsAnswer, GetDurationsInput } from '@/lib/contract/durations';
import { toDurationDistribution } from '@/lib/domain/duration-distribution';
import { awsNowOf } from './aws-now';
import { coverageOfMachine } from './coverage';
import { findMachine } from './find-machine';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toDate, toWindowAnswer } from './time-window';

/**
 * How long the executions of one machine took, and when its states were retried.
 *
 * @throws {AppError} `not-found` where the index does not know the machine.
 */
export async function getDurations(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<GetDurationsInput>,
): Promise<DurationsAnswer> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const { machine, report } = await findMachine(deps, input.arn);
  const found = await deps.index.machineDurations({ machineArn: machine.arn, ...window });
  const { total, bins, p50Ms, p95Ms, p99Ms } = toDurationDistribution(found.durations);
  const partMs = (window.toMs - window.fromMs) / found.retries.length;
  const dateAt = (part: number): string => toDate(epochMs(Math.round(window.fromMs + part * partMs)));
  return {
    stateMachineArn: machine.arn,
    executions: total,
    bins: bins.map(({ fromMs, toMs, counts }) => ({
      fromMs,
      toMs,
      counts: {
        SUCCEEDED: counts.SUCCEEDED,
        FAILED: counts.FAILED,
        TIMED_OUT: counts.TIMED_OUT,
        ABORTED: counts.ABORTED,
      },
    })),
    p50Ms,
    p95Ms,
    p99Ms,
    retries: found.retries.map((retries, part) => ({ fromDate: dateAt(part), toDate: dateAt(part + 1), retries })),
    coverage: coverageOfMachine(machine, report, found.histories, window),
    window: toWindowAnswer(window),
  };
}
