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
  const counts = countsOf(run);
  return {
    mapRunArn: run.facts.arn,
    executionArn: run.facts.executionArn,
    status: run.status,
    ...times(run),
    maxConcurrency: limits.maxConcurrency,
    toleratedFailurePercentage: limits.toleratedPercentage ?? 0,
    toleratedFailureCount: limits.toleratedCount ?? 0,
    // The same numbers twice: no machine here gives its children batches of items.
    itemCounts: counts,
    executionCounts: counts,
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

/** A failed run keeps its never-started items as pending (aws-facts §2.5). */
function countsOf(run: MapRun): JsonMap {
  const { children, facts } = run;
  const counts = { pending: facts.itemCount - children.length, total: facts.itemCount, failuresNotRedrivable: 0 };
  const byStatus = Object.entries(COUNT_OF_STATUS).map(([status, count]) => [
    count,
    children.filter((child) => listedStatus(run, child) === status).length,
  ]);
  const resultsWritten = facts.hasWriter ? children.filter(({ status }) => status === 'SUCCEEDED').length : 0;
  return { ...counts, ...Object.fromEntries(byStatus), resultsWritten };
}
