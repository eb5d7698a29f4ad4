import type { Execution } from '../engine/execution';
import type { JsonMap } from '../json-value';
import { toWireTime } from './call';

/** What a list shows of an execution: no input, no output, no error (aws-facts §1.1). */
export function toItem(execution: Execution): JsonMap {
  const { mapRun, stopMs } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: toWireTime(execution.startMs),
    ...(stopMs === null ? {} : { stopDate: toWireTime(stopMs) }),
    ...(mapRun === null ? {} : { mapRunArn: mapRun.facts.arn }),
    redriveCount: 0,
  };
}

const REDRIVABLE_MS = 14 * 86_400_000;

/** Whether an execution may be redriven, and in AWS's words why not (aws-facts §1.1). */
export function redriveStatus({ status, stopMs, mapRun }: Execution, nowMs: number): JsonMap {
  const no = (reason: string) => ({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason });
  if (status === 'RUNNING' || status === 'SUCCEEDED') return no(`Execution is ${status} and cannot be redriven`);
  if (stopMs !== null && nowMs - stopMs > REDRIVABLE_MS) return no('Execution has exceeded its redrivable period');
  return { redriveStatus: mapRun === null ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}
