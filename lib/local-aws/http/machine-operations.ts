import type { AccountRegion } from '../engine/account-region';
import { findQualified, type QualifiedMachine } from '../engine/qualified-machine';
import type { StateMachine } from '../engine/state-machine';
import type { JsonMap } from '../json-value';
import { asOfMs } from './as-of';
import { AwsError, invalidArn, invalidToken, validation } from './aws-error';
import { type Call, type Operation, oneOf, pageSize, requireText, toWireTime } from './call';
import { requireDescribable } from './execution-lookup';
import { readPageToken, toPageToken } from './page-token';

const MACHINE_ARN = /^arn:aws[\w-]*:states:[^:]+:\d{12}:stateMachine:[^:]+/;

const listStateMachines: Operation = (call) => {
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const size = pageSize(call, 'maxResults', 100, 1000);
  // Recorded order is by name, though no page of AWS promises one (aws-facts §10).
  const machines = [...call.target.machines.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const next = position + size;
  return {
    stateMachines: machines.slice(position, next).map(({ arn, name, type, createdMs }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: toWireTime(createdMs),
    })),
    ...(next < machines.length ? { nextToken: toPageToken(next, call.input, call.nowMs) } : {}),
  };
};

const describeStateMachine: Operation = (call) => {
  const { machine, qualified } = requireNamed(call.target, requireText(call, 'stateMachineArn'), asOfMs(call));
  return {
    // An alias is described as the version that it leads to.
    stateMachineArn: qualified?.by.versionArn ?? machine.arn,
    name: machine.name,
    status: machine.deletedMs === null ? 'ACTIVE' : 'DELETING',
    type: machine.type,
    creationDate: toWireTime(qualified?.version.createdMs ?? machine.createdMs),
    ...configuration(call, machine),
    tracingConfiguration: { enabled: false },
  };
};

/** The definition an execution runs with: that of its start. */
const describeStateMachineForExecution: Operation = (call) => {
  const { machine, mapRun } = requireDescribable(call.target, requireText(call, 'executionArn'));
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    updateDate: toWireTime(machine.updatedMs),
    ...(mapRun === null ? {} : { mapRunArn: mapRun.facts.arn, label: machine.name.split('/')[1] ?? '' }),
    ...configuration(call, machine),
    tracingConfiguration: { enabled: false },
  };
};

/** Answers at once, and to an ARN of nothing just as well; the machine is gone a while later. */
const deleteStateMachine: Operation = (call) => {
  const arn = requireText(call, 'stateMachineArn');
  if (!MACHINE_ARN.test(arn)) throw invalidArn(arn);
  call.target.deleteMachine(arn);
  return {};
};

export const MACHINE_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListStateMachines: listStateMachines,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  DeleteStateMachine: deleteStateMachine,
};

/** What an ARN names that may end in a version's number or an alias' name. */
type NamedMachine = {
  /** As the version has it, where one is named. */
  readonly machine: StateMachine;
  readonly qualified: (QualifiedMachine & { readonly qualifier: string }) | null;
};

/**
 * @param timeMs the time whose truth is asked for, epoch ms; the present where it is left out
 * @throws AwsError as `requireMachine`, also for a version or an alias that does not exist
 */
export function requireNamed(target: AccountRegion, arn: string, timeMs?: number): NamedMachine {
  const [, machineArn, qualifier] = /^(arn:[^:]*:states:[^:]*:\d{12}:stateMachine:[^:]+):([^:]+)$/.exec(arn) ?? [];
  if (machineArn === undefined || qualifier === undefined) {
    return { machine: requireMachine(target, arn, timeMs), qualified: null };
  }
  const found = findQualified(requireMachine(target, machineArn, timeMs), qualifier);
  if (found === null) throw noMachine(arn);
  return { machine: found.machine, qualified: { ...found, qualifier } };
}

/** @throws AwsError when the ARN is none of a machine, or of one that does not exist */
export function requireMachine(target: AccountRegion, arn: string, timeMs = target.scheduler.nowMs): StateMachine {
  if (!MACHINE_ARN.test(arn)) throw invalidArn(arn);
  // The machine of a map run's children is no machine that a call may name.
  if (arn.includes('/')) throw validation('Labeled State Machine ARNs are not supported for this API');
  const machine = target.machineAsOf(arn, timeMs);
  if (machine !== undefined) return machine;
  throw noMachine(arn);
}

/** @throws AwsError for a machine that is being deleted */
export function requireActive({ arn, deletedMs }: StateMachine): void {
  if (deletedMs !== null) throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`);
}

function noMachine(arn: string): AwsError {
  return new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** METADATA_ONLY gives an empty definition, so that no key is needed to read the rest (aws-facts §9.23). */
function configuration(call: Call, { definitionText, roleArn, logs, revisionId }: StateMachine): JsonMap {
  const { account, region } = call.target;
  const groupArn = `arn:aws:logs:${region}:${account}:log-group:${logs.group}:*`;
  return {
    definition: oneOf(call, 'includedData', ['ALL_DATA', 'METADATA_ONLY']) === 'METADATA_ONLY' ? '{}' : definitionText,
    roleArn,
    ...(revisionId === null ? {} : { revisionId }),
    loggingConfiguration: {
      level: logs.level,
      includeExecutionData: logs.includeExecutionData,
      ...(logs.group === null ? {} : { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: groupArn } }] }),
    },
  };
}
