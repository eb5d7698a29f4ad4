import type { ListedExecution } from '../engine/execution-list';
import { EXECUTION_STATUSES, type ExecutionStatus } from '../engine/execution-status';
import type { MapRun } from '../engine/map-run';
import type { JsonMap } from '../json-value';
import { asOfMs, listedAsOf } from './as-of';
import { invalidToken } from './aws-error';
import { type Operation, pageSize, requireText, toWireTime } from './call';
import { requireDescribable } from './execution-lookup';
import { childrenOf, requireMapRun } from './map-run-lookup';
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
  const timeMs = asOfMs(call);
  const children = childrenOf(call.target, run).flatMap((child) => listedAsOf(child, timeMs) ?? []);
  const isOver = run.stopMs !== null && run.stopMs <= timeMs;
  return {
    mapRunArn: run.facts.arn,
    executionArn: run.facts.executionArn,
    status: isOver ? run.status : 'RUNNING',
    ...times({ startMs: run.startMs, stopMs: isOver ? run.stopMs : null }),
    maxConcurrency: limits.maxConcurrency,
    toleratedFailurePercentage: limits.toleratedPercentage ?? 0,
    toleratedFailureCount: limits.toleratedCount ?? 0,
    itemCounts: countsOf(run, children, run.itemCount, ({ arn }) => run.itemCountOf(arn)),
    executionCounts: countsOf(run, children, run.facts.batchSizes.length, () => 1),
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

function times({ startMs, stopMs }: Pick<MapRun, 'startMs' | 'stopMs'>): JsonMap {
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

/**
 * A failed run keeps what was never started as pending (aws-facts §2.5).
 * @param sizeOf how much an execution counts: its items, or itself
 */
function countsOf(
  run: MapRun,
  children: readonly ListedExecution[],
  total: number,
  sizeOf: (child: ListedExecution) => number,
): JsonMap {
  const countOf = (status: ExecutionStatus) => {
    return children.reduce((sum, child) => sum + (child.listedStatus === status ? sizeOf(child) : 0), 0);
  };
  const byStatus = EXECUTION_STATUSES.map((status) => [COUNT_OF_STATUS[status], countOf(status)]);
  const resultsWritten = run.facts.hasWriter ? countOf('SUCCEEDED') : 0;
  const pending = total - children.reduce((sum, child) => sum + sizeOf(child), 0);
  return { pending, total, failuresNotRedrivable: 0, ...Object.fromEntries(byStatus), resultsWritten };
}
