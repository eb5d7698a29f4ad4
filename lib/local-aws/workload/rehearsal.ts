import { Scheduler } from '../clock/scheduler';
import type { AccountRegion } from '../engine/account-region';
import type { ListedExecution } from '../engine/execution-list';
import type { PastStart } from '../engine/past';
import type { PlannedStart } from './planned-start';

/** What came of a start, without how it came: enough to list it, and to find the rest out again. */
export type Outcome = Pick<PastStart<AccountRegion>, 'overMs' | 'listed' | 'otherArns'>;

/**
 * Lets a start happen apart from everything else, up to `untilMs` (epoch ms).
 * @returns `null` where something of it still runs then, or would go on by itself
 */
export function rehearse(target: AccountRegion, start: PlannedStart, untilMs: number): Outcome | null {
  const region = target.withoutExecutions(new Scheduler(start.timeMs));
  start.begin(region);
  region.scheduler.runUntilIdle(untilMs);
  const executions = [...region.executions.values(), ...region.expressChildren.values()];
  if (!region.scheduler.isIdle || executions.some(({ status }) => status === 'RUNNING')) return null;
  return {
    overMs: region.scheduler.nowMs,
    listed: [...region.lists.values()].flatMap(({ all }) => all).map(toListed),
    otherArns: [...executions.filter(({ mapRun }) => mapRun !== null).map(({ arn }) => arn), ...region.mapRuns.keys()],
  };
}

/** Only what lists show: the execution itself, with its events, can be forgotten. */
function toListed(execution: ListedExecution): ListedExecution {
  const { arn, name, machineArn, startMs, stopMs, listedStatus, redriveCount, redriveMs } = execution;
  const { mapRunArn, startedBy } = execution;
  return { arn, name, machineArn, startMs, stopMs, listedStatus, redriveCount, redriveMs, mapRunArn, startedBy };
}
