import type { Execution } from '../engine/execution';
import { errorDetails, type HistoryEvent, outputDetails } from '../engine/history';
import type { JsonMap } from '../json-value';
import { AwsError, invalidToken, validation } from './aws-error';
import { type Call, type Operation, oneOf, pageSize, requireText, toWireTime } from './call';
import { requireExecution } from './execution-lookup';
import { requireMachine } from './machine-operations';
import { readPageToken, toPageToken } from './page-token';
import { toWireEvent } from './wire-event';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

const listExecutions: Operation = (call) => {
  const machine = requireMachine(call.target, requireText(call, 'stateMachineArn'));
  if (machine.type === 'EXPRESS') {
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  }
  if (call.input['redriveFilter'] !== undefined) throw validation('redriveFilter can only be used with mapRunArn');
  const status = oneOf(call, 'statusFilter', STATUSES);
  if (status === 'PENDING_REDRIVE') throw validation('PENDING_REDRIVE can only be used with mapRunArn');
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const size = pageSize(call, 'maxResults', 100, 1000);
  const executions = call.target.executionsOf(machine);
  // A token holds how many of the list were not yet shown, counted from the oldest: starts meanwhile move nothing.
  let left = position === 0 ? executions.length : position;
  const items: JsonMap[] = [];
  for (; left > 0 && items.length < size; left -= 1) {
    const execution = executions[left - 1];
    if (execution !== undefined && (status === undefined || execution.status === status)) items.push(toItem(execution));
  }
  return {
    executions: items,
    ...(left > 0 ? { nextToken: toPageToken(left, call.input, call.nowMs) } : {}),
  };
};

const describeExecution: Operation = (call) => {
  const execution = requireExecution(call.target, requireText(call, 'executionArn'));
  const showsData = oneOf(call, 'includedData', ['ALL_DATA', 'METADATA_ONLY']) !== 'METADATA_ONLY';
  const included = { included: true };
  return {
    ...toItem(execution),
    ...(showsData ? { input: JSON.stringify(execution.input), inputDetails: included } : {}),
    ...(showsData && execution.output !== undefined
      ? { output: outputDetails(execution.output)['output'] ?? null, outputDetails: included }
      : {}),
    ...errorDetails(execution.failure),
    ...redriveStatus(execution, call.nowMs),
  };
};

const getExecutionHistory: Operation = (call) => {
  const { events } = requireExecution(call.target, requireText(call, 'executionArn'));
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const size = pageSize(call, 'maxResults', 100, 1000);
  const showsData = call.input['includeExecutionData'] !== false;
  if (call.input['reverseOrder'] === true) {
    // Counted from the oldest, so that events written meanwhile move nothing.
    const end = position === 0 ? events.length : position;
    const start = Math.max(0, end - size);
    const page = events.slice(start, end).reverse();
    return toHistoryPage(call, page, showsData, start > 0 ? start : null);
  }
  const end = position + size;
  return toHistoryPage(call, events.slice(position, end), showsData, end < events.length ? end : null);
};

export const EXECUTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListExecutions: listExecutions,
  DescribeExecution: describeExecution,
  GetExecutionHistory: getExecutionHistory,
};

function toHistoryPage(call: Call, page: readonly HistoryEvent[], showsData: boolean, next: number | null): JsonMap {
  return {
    events: page.map((event) => toWireEvent(event, showsData)),
    ...(next === null ? {} : { nextToken: toPageToken(next, call.input, call.nowMs) }),
  };
}

/** What a list shows of an execution: no input, no output, no error (aws-facts §1.1). */
function toItem(execution: Execution): JsonMap {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: toWireTime(execution.startMs),
    ...(execution.stopMs === null ? {} : { stopDate: toWireTime(execution.stopMs) }),
    redriveCount: 0,
  };
}

const REDRIVABLE_MS = 14 * 86_400_000;

function redriveStatus(execution: Execution, nowMs: number): JsonMap {
  const { status, stopMs } = execution;
  const no = (reason: string) => ({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason });
  if (status === 'RUNNING' || status === 'SUCCEEDED') return no(`Execution is ${status} and cannot be redriven`);
  if (stopMs !== null && nowMs - stopMs > REDRIVABLE_MS) return no('Execution has exceeded its redrivable period');
  return { redriveStatus: 'REDRIVABLE' };
}
