import type { Listing } from '../engine/execution-list';
import { EXECUTION_STATUSES } from '../engine/execution-status';
import { errorDetails, type HistoryEvent, outputDetails } from '../engine/history';
import { type JsonMap, textIn } from '../json-value';
import { asOfMs, describedAsOf, listedAsOf } from './as-of';
import { AwsError, invalidToken, validation } from './aws-error';
import { type Call, type Operation, oneOf, pageSize, requireText } from './call';
import { redriveStatus, toItem } from './execution-item';
import { noExecution, requireDescribable, requireExecution } from './execution-lookup';
import { requireNamed } from './machine-operations';
import { childrenOf, requireMapRun } from './map-run-lookup';
import { readPageToken, toPageToken } from './page-token';
import { toWireEvent } from './wire-event';

/** Most executions that one call looks through for a status: a page may hold few of them or none and still not be the last. */
const SCANNED = 1_000;

const listExecutions: Operation = (call) => {
  const executions = listedBy(call);
  const status = oneOf(call, 'statusFilter', EXECUTION_STATUSES);
  const mapRunArn = textIn(call.input, 'mapRunArn');
  const mapRun = mapRunArn === undefined ? null : requireMapRun(call.target, mapRunArn);
  if (status === 'PENDING_REDRIVE' && mapRun === null)
    throw validation('PENDING_REDRIVE can only be used with mapRunArn');
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const size = pageSize(call, 'maxResults', 100, 1000);
  // A token holds how many of the list were not yet shown, counted from the oldest: starts meanwhile move nothing.
  let left = position === 0 ? executions.length : position;
  const unread = Math.max(0, left - SCANNED);
  const items: JsonMap[] = [];
  for (; left > unread && items.length < size; left -= 1) {
    const started = executions.at(left - 1);
    const execution = started === undefined ? null : listedAsOf(started, asOfMs(call));
    if (execution === null || (status !== undefined && execution.listedStatus !== status)) continue;
    items.push({ ...toItem(execution), ...(mapRun === null ? {} : { itemCount: mapRun.itemCountOf(execution.arn) }) });
  }
  return {
    executions: items,
    ...(left > 0 ? { nextToken: toPageToken(left, call.input, call.nowMs) } : {}),
  };
};

/** The executions of a machine or the children of a map run, in the order in which they started. */
function listedBy(call: Call): Listing {
  const mapRunArn = textIn(call.input, 'mapRunArn');
  const isByMachine = textIn(call.input, 'stateMachineArn') !== undefined;
  if (isByMachine === (mapRunArn !== undefined)) {
    throw validation('Exactly one of stateMachineArn and mapRunArn must be given');
  }
  if (mapRunArn !== undefined) {
    const redrive = oneOf(call, 'redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']);
    const children = childrenOf(call.target, requireMapRun(call.target, mapRunArn));
    if (redrive === undefined) return children;
    return children.filter(({ redriveCount }) => redriveCount > 0 === (redrive === 'REDRIVEN'));
  }
  const arn = requireText(call, 'stateMachineArn');
  const { machine, qualified } = requireNamed(call.target, arn);
  if (machine.type === 'EXPRESS') {
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  }
  if (call.input['redriveFilter'] !== undefined) throw validation('redriveFilter can only be used with mapRunArn');
  const executions = call.target.listOf(machine.arn);
  if (qualified === null) return executions;
  // Those that an alias started on versions it led to before are among them (aws-facts §1.1).
  return executions.all.filter(({ startedBy }) => startedBy.versionArn === arn || startedBy.aliasArn === arn);
}

const describeExecution: Operation = (call) => {
  const execution = requireDescribable(call.target, requireText(call, 'executionArn'));
  const described = describedAsOf(execution, asOfMs(call));
  if (described === null) throw noExecution(execution.arn);
  const { listed, output, failure } = described;
  const showsData = oneOf(call, 'includedData', ['ALL_DATA', 'METADATA_ONLY']) !== 'METADATA_ONLY';
  const included = { included: true };
  return {
    ...toItem(listed),
    ...(showsData ? { input: JSON.stringify(execution.input), inputDetails: included } : {}),
    ...(showsData && output !== undefined
      ? { output: outputDetails(output)['output'] ?? null, outputDetails: included }
      : {}),
    ...errorDetails(failure),
    ...redriveStatus({ ...described, events: execution.events, mapRun: execution.mapRun }, call.nowMs),
  };
};

const getExecutionHistory: Operation = (call) => {
  const events = readableEvents(call);
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

/** The events that a read shows by now. */
function readableEvents(call: Call): readonly HistoryEvent[] {
  const { arn, events } = requireExecution(call.target, requireText(call, 'executionArn'));
  const untilMs = asOfMs(call);
  const length = events.findLastIndex(({ timeMs }) => timeMs <= untilMs) + 1;
  if (length === 0) throw noExecution(arn);
  return length === events.length ? events : events.slice(0, length);
}

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
