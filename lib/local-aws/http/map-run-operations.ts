import type { ExecutionStatus } from '../engine/execution-status';
import type { MapRun, MapRunChild } from '../engine/map-run';
import type { JsonMap } from '../json-value';
import { invalidToken } from './aws-error';
import { type Operation, pageSize, requireText, toWireTime } from './call';
import { requireDescribable } from './execution-lookup';
import { requireMapRun } from './map-run-lookup';
import { readPageToken, toPageToken } from './page-token';

/** Newest first, and without a status: that takes a DescribeMapRun each (aws-facts §1.1). */
const listMapRuns: Operation = (call) => {
  const { mapRuns } = requireDescribable(call.target, requireText(call, 'executionArn'));
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const next = position + pageSize(call, 'maxResults', 100, 1000);
  return {
    mapRuns: mapRuns.toReversed().slice(position, next).map(toItem),
    ...(next < mapRuns.length ? { nextToken: toPageToken(next, call.input, call.nowMs) } : {}),
  };
};

const describeMapRun: Operation = (call) => {
  const run = requireMapRun(call.target, requireText(call, 'mapRunArn'));
  const { limits } = run.facts;
  return {
    mapRunArn: run.facts.arn,
    executionArn: run.facts.executionArn,
    status: run.status,
    ...times(run),
    maxConcurrency: limits.maxConcurrency,
    toleratedFailurePercentage: limits.toleratedPercentage ?? 0,
    toleratedFailureCount: limits.toleratedCount ?? 0,
    itemCounts: countsOf(run, run.itemCount, ({ arn }) => run.itemCountOf(arn)),
    executionCounts: countsOf(run, run.facts.batchSizes.length, () => 1),
    redriveCount: run.redriveCount,
    ...(run.redriveMs === null ? {} : { redriveDate: toWireTime(run.redriveMs) }),
  };
};

export const MAP_RUN_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListMapRuns: listMapRuns,
  DescribeMapRun: describeMapRun,
};

function toItem(run: MapRun): JsonMap {
  const { arn, executionArn, machineArn } = run.facts;
  return { executionArn, mapRunArn: arn, stateMachineArn: machineArn, ...times(run) };
}

function times({ startMs, stopMs }: MapRun): JsonMap {
  return { startDate: toWireTime(startMs), ...(stopMs === null ? {} : { stopDate: toWireTime(stopMs) }) };
}

const COUNT_OF_STATUS: Readonly<Record<ExecutionStatus, string>> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
  PENDING_REDRIVE: 'pendingRedrive',
};

function listedStatus(run: MapRun, { arn, status }: MapRunChild): ExecutionStatus {
  return run.awaitsRedrive(arn) ? 'PENDING_REDRIVE' : status;
}

/**
 * A failed run keeps what was never started as pending (aws-facts §2.5).
 * @param sizeOf how much an execution counts: its items, or itself
 */
function countsOf(run: MapRun, total: number, sizeOf: (child: MapRunChild) => number): JsonMap {
  const { children, facts } = run;
  const sumOf = (some: readonly MapRunChild[]) => some.reduce((sum, child) => sum + sizeOf(child), 0);
  const byStatus = Object.entries(COUNT_OF_STATUS).map(([status, count]) => [
    count,
    sumOf(children.filter((child) => listedStatus(run, child) === status)),
  ]);
  const resultsWritten = facts.hasWriter ? sumOf(children.filter(({ status }) => status === 'SUCCEEDED')) : 0;
  const pending = total - sumOf(children);
  return { pending, total, failuresNotRedrivable: 0, ...Object.fromEntries(byStatus), resultsWritten };
}
