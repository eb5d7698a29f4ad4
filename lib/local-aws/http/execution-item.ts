import type { Execution } from '../engine/execution';
import type { ListedExecution } from '../engine/execution-list';
import { qualifierMembers } from '../engine/qualified-machine';
import type { JsonMap } from '../json-value';
import { toWireTime } from './call';

/** What a list shows of an execution: no input, no output, no error (aws-facts §1.1). */
export function toItem(execution: ListedExecution): JsonMap {
  const { mapRunArn, stopMs, redriveMs } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.listedStatus,
    startDate: toWireTime(execution.startMs),
    ...(stopMs === null ? {} : { stopDate: toWireTime(stopMs) }),
    ...(mapRunArn === null ? {} : { mapRunArn }),
    ...qualifierMembers(execution.startedBy),
    redriveCount: execution.redriveCount,
    ...(redriveMs === null ? {} : { redriveDate: toWireTime(redriveMs) }),
  };
}

const REDRIVABLE_MS = 14 * 86_400_000;
const REDRIVABLE_EVENTS = 24_999;

type Redrivable = Pick<Execution, 'status' | 'stopMs' | 'events'>;

/** Why an execution may not be redriven, or `null` when it may (aws-facts §1.1). The first reason is in AWS's words. */
export function reasonAgainstRedrive({ status, stopMs, events }: Redrivable, nowMs: number): string | null {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (stopMs !== null && nowMs - stopMs > REDRIVABLE_MS) return 'Execution has exceeded its redrivable period';
  return events.length < REDRIVABLE_EVENTS ? null : 'Execution has too many events to be redriven';
}

export function redriveStatus(execution: Redrivable & Pick<Execution, 'mapRun'>, nowMs: number): JsonMap {
  const reason = reasonAgainstRedrive(execution, nowMs);
  if (reason !== null) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
  const { mapRun } = execution;
  return { redriveStatus: mapRun === null ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}
