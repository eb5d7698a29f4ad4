import type { Execution } from '../engine/execution';
import type { ListedExecution } from '../engine/execution-list';
import type { Call } from './call';

// Reads of AWS are eventually consistent: they show what was so a while ago (aws-facts §1.2).

/** The time whose truth a read shows, epoch ms. */
export function asOfMs({ nowMs, target }: Call): number {
  return nowMs - target.lagMs;
}

/** An execution as lists showed it at a time; `null` where they did not know of it yet. */
export function listedAsOf(execution: ListedExecution, timeMs: number): ListedExecution | null {
  if (execution.startMs > timeMs) return null;
  const { beforeRedrive = null, redriveMs, stopMs } = execution;
  if (beforeRedrive !== null && redriveMs !== null && redriveMs > timeMs) {
    return { ...copy(execution), ...beforeRedrive, listedStatus: beforeRedrive.status };
  }
  if (stopMs === null || stopMs <= timeMs) return execution;
  return { ...copy(execution), stopMs: null, listedStatus: 'RUNNING' };
}

/** What a description tells of an execution beside what lists do. */
export type Description = Pick<Execution, 'status' | 'stopMs' | 'output' | 'failure'> & {
  readonly listed: ListedExecution;
};

/** An execution as it was described at a time; `null` where nothing was known of it yet. */
export function describedAsOf(execution: Execution, timeMs: number): Description | null {
  const listed = listedAsOf(execution, timeMs);
  if (listed === null) return null;
  const { status, stopMs, output, failure, beforeRedrive } = execution;
  if (listed === execution) return { listed, status, stopMs, output, failure };
  if (listed.stopMs !== null && beforeRedrive !== null) return { listed, ...beforeRedrive, output: undefined };
  return { listed, status: 'RUNNING', stopMs: null, output: undefined, failure: { error: null, cause: null } };
}

/** Member by member: what an execution says of itself is no member of its own. */
function copy({ arn, name, machineArn, startMs, stopMs, listedStatus, ...rest }: ListedExecution): ListedExecution {
  const { redriveCount, redriveMs, mapRunArn, startedBy } = rest;
  return { arn, name, machineArn, startMs, stopMs, listedStatus, redriveCount, redriveMs, mapRunArn, startedBy };
}
