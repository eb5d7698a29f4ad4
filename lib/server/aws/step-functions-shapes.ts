import 'server-only';
import type {
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  DescribeStateMachineForExecutionOutput,
  DescribeStateMachineOutput,
  ExecutionListItem,
  LoggingConfiguration,
  MapRunExecutionCounts,
  MapRunItemCounts,
  StateMachineListItem,
} from '@aws-sdk/client-sfn';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { type ExecutionStatus, isExecutionStatus } from '@/lib/domain/execution-status';
import type {
  ExecutionDescription,
  ListedExecution,
  ListedMachine,
  MachineDescription,
  MachineLogging,
  MachineOfExecution,
  MapRunCounts,
  MapRunDescription,
  RevisionOfExecution,
} from '@/lib/server/ports/aws';

/** Rewrites a text without its task tokens. */
export type Redact = (text: string) => string;

/**
 * The SDK types every member as possibly missing. One that nothing could be shown without has to be there; the others may be
 * missing, as they are in the answers of emulators (docs/peers.md).
 */
function required<Value>(value: Value | undefined, member: string): Value {
  if (value === undefined) throw new Error(`the answer has no ${member}`);
  return value;
}

function timeOf(value: Date | undefined, member: string): EpochMs {
  return epochMs(required(value, member).getTime());
}

function timeOrNull(value: Date | undefined): EpochMs | null {
  return value === undefined ? null : epochMs(value.getTime());
}

/** A status that AWS added later reads as UNKNOWN: it says nothing that we could rely on. */
function statusOf(text: string | undefined): ExecutionStatus {
  const status = required(text, 'status');
  return isExecutionStatus(status) ? status : 'UNKNOWN';
}

export function toListedMachine(item: StateMachineListItem): ListedMachine {
  return {
    arn: required(item.stateMachineArn, 'stateMachineArn'),
    name: required(item.name, 'name'),
    type: required(item.type, 'type'),
    createdAtMs: timeOf(item.creationDate, 'creationDate'),
  };
}

export function toMachineDescription(output: DescribeStateMachineOutput, redact: Redact): MachineDescription {
  return {
    ...toListedMachine(output),
    status: output.status ?? 'ACTIVE',
    definition: redact(required(output.definition, 'definition')),
    roleArn: required(output.roleArn, 'roleArn'),
    logging: toLogging(output.loggingConfiguration),
    revisionId: output.revisionId ?? null,
  };
}

export function toMachineOfExecution(
  output: DescribeStateMachineForExecutionOutput,
  redact: Redact,
): MachineOfExecution {
  return {
    arn: required(output.stateMachineArn, 'stateMachineArn'),
    name: required(output.name, 'name'),
    definition: redact(required(output.definition, 'definition')),
    roleArn: required(output.roleArn, 'roleArn'),
    logging: toLogging(output.loggingConfiguration),
    ...toRevisionOfExecution(output),
  };
}

export function toRevisionOfExecution(output: DescribeStateMachineForExecutionOutput): RevisionOfExecution {
  return { revisionId: output.revisionId ?? null, updatedAtMs: timeOrNull(output.updateDate) };
}

/** One destination is all that a machine can have (aws-facts §4.3). */
function toLogging(configuration: LoggingConfiguration | undefined): MachineLogging {
  const group = configuration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  return {
    level: configuration?.level ?? 'OFF',
    includesData: configuration?.includeExecutionData ?? false,
    logGroupArn: group?.replace(/:\*$/, '') ?? null,
  };
}

export function toListedExecution(item: ExecutionListItem): ListedExecution {
  return {
    arn: required(item.executionArn, 'executionArn'),
    machineArn: required(item.stateMachineArn, 'stateMachineArn'),
    name: required(item.name, 'name'),
    status: statusOf(item.status),
    startedAtMs: timeOf(item.startDate, 'startDate'),
    endedAtMs: timeOrNull(item.stopDate),
    redriveCount: item.redriveCount ?? 0,
    redrivenAtMs: timeOrNull(item.redriveDate),
    versionArn: item.stateMachineVersionArn ?? null,
    aliasArn: item.stateMachineAliasArn ?? null,
    mapRunArn: item.mapRunArn ?? null,
  };
}

export function toExecutionDescription(output: DescribeExecutionOutput, redact: Redact): ExecutionDescription {
  const text = (value: string | undefined) => (value === undefined ? null : redact(value));
  return {
    ...toListedExecution({ ...output, name: required(output.name, 'name') }),
    input: text(output.input),
    output: text(output.output),
    error: text(output.error),
    cause: text(output.cause),
    redriveStatus: output.redriveStatus ?? null,
    redriveStatusReason: text(output.redriveStatusReason),
  };
}

export function toMapRunDescription(output: DescribeMapRunOutput): MapRunDescription {
  return {
    arn: required(output.mapRunArn, 'mapRunArn'),
    executionArn: required(output.executionArn, 'executionArn'),
    status: toMapRunStatus(required(output.status, 'status')),
    startedAtMs: timeOf(output.startDate, 'startDate'),
    endedAtMs: timeOrNull(output.stopDate),
    maxConcurrency: output.maxConcurrency ?? 0,
    toleratedFailureCount: output.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: output.toleratedFailurePercentage ?? 0,
    executionCounts: toMapRunCounts(required(output.executionCounts, 'executionCounts')),
    itemCounts: toMapRunCounts(required(output.itemCounts, 'itemCounts')),
    redriveCount: output.redriveCount ?? 0,
    redrivenAtMs: timeOrNull(output.redriveDate),
  };
}

/** A status that AWS adds later says nothing that we could rely on. */
function toMapRunStatus(status: string): MapRunDescription['status'] {
  return MAP_RUN_STATUSES.find((known) => known === status) ?? 'UNKNOWN';
}

const MAP_RUN_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'] as const;

function toMapRunCounts(counts: MapRunExecutionCounts | MapRunItemCounts): MapRunCounts {
  return {
    total: required(counts.total, 'total'),
    pending: required(counts.pending, 'pending'),
    running: required(counts.running, 'running'),
    succeeded: required(counts.succeeded, 'succeeded'),
    failed: required(counts.failed, 'failed'),
    timedOut: required(counts.timedOut, 'timedOut'),
    aborted: required(counts.aborted, 'aborted'),
    // Added to the API with redrives, so an older emulator may lack it.
    pendingRedrive: counts.pendingRedrive ?? 0,
  };
}
