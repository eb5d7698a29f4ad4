import 'server-only';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type DescribeStateMachineForExecutionInput,
  type DescribeStateMachineForExecutionOutput,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-sfn';
import { parseArn } from '@/lib/domain/arn';
import type { PayloadPolicy } from '@/lib/domain/payload-policy';
import type {
  ExecutionDescription,
  ExecutionsQuery,
  Found,
  Gone,
  ListedExecution,
  ListedMachine,
  MachineDescription,
  MachineOfExecution,
  MachineTags,
  Page,
  PageQuery,
  ReadOptions,
  RevisionOfExecution,
  StepFunctionsReader,
  TokenExpired,
  Unavailable,
} from '@/lib/server/ports/aws';
import { createEventPayloads } from './event-payloads';
import { createHistoryPages } from './history-pages';
import { describeMapRun, listMapRunExecutions } from './map-runs';
import type { ReadCalls } from './read-calls';
import {
  type Redact,
  toExecutionDescription,
  toListedExecution,
  toListedMachine,
  toMachineDescription,
  toMachineOfExecution,
  toRevisionOfExecution,
} from './step-functions-shapes';
import type { TokenRedaction } from './token-redaction';

const PAGE_SIZE = 1_000;

const GONE: Gone = { kind: 'gone' };
const EXPRESS: Unavailable = { kind: 'unavailable', reason: 'express' };
const HIDDEN: Unavailable = { kind: 'unavailable', reason: 'hidden' };

/** An Express execution of its own is only in the logs. One that a distributed Map started can at least be described. */
function isExpress(arn: string): boolean {
  const read = parseArn(arn);
  return read.kind === 'ok' && read.arn.kind === 'express';
}

function isLoneExpress(arn: string): boolean {
  const read = parseArn(arn);
  return read.kind === 'ok' && read.arn.kind === 'express' && read.arn.label === null;
}

/**
 * The Step Functions API. Nothing is asked of it that it is known to refuse (aws-facts §1.1), and of a hidden machine
 * nothing with data (T4).
 */
export function createStepFunctionsReader(
  calls: ReadCalls,
  redaction: TokenRedaction,
  policyOf: (arn: string) => PayloadPolicy,
): StepFunctionsReader {
  const isHidden = (arn: string) => policyOf(arn) === 'hidden';
  const historyPages = createHistoryPages(calls, redaction);
  const getEventPayload = createEventPayloads(historyPages);
  return {
    listMachines: (query, options) => listMachines(calls, query, options),
    describeMachine: (arn, options) => describeMachine(calls, redaction, arn, options),
    listTags: (arn, options) => listTags(calls, arn, options),
    describeMachineOfExecution: async (arn, options) =>
      isLoneExpress(arn) ? EXPRESS : describeMachineOfExecution(calls, redaction, arn, options),
    describeRevisionOfExecution: (arn, options) => describeRevisionOfExecution(calls, arn, options),
    listExecutions: (query, options) => listExecutions(calls, query, options),
    describeExecution: async (arn, options) =>
      isLoneExpress(arn) ? EXPRESS : describeExecution(calls, redaction, { arn, includeData: !isHidden(arn) }, options),
    describeMapRun: (arn, options) => describeMapRun(calls, arn, options),
    listMapRunExecutions: (query, options) => listMapRunExecutions(calls, query, options),
    getHistoryPage: async (query, options) =>
      isExpress(query.executionArn)
        ? EXPRESS
        : historyPages.read({ ...query, includeData: query.includeData && !isHidden(query.executionArn) }, options),
    getEventPayload: async (query, options) => {
      if (isExpress(query.executionArn)) return EXPRESS;
      return isHidden(query.executionArn) ? HIDDEN : getEventPayload(query, options);
    },
  };
}

function listMachines(
  calls: ReadCalls,
  { token }: PageQuery,
  options: ReadOptions,
): Promise<Page<ListedMachine> | TokenExpired> {
  const input = { maxResults: PAGE_SIZE, ...(token !== null && { nextToken: token }) };
  return calls.read(
    {
      operation: 'ListStateMachines',
      input,
      about: null,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new ListStateMachinesCommand(input), sending),
      toAnswer: ({ stateMachines = [], nextToken = null }): Page<ListedMachine> | TokenExpired => ({
        kind: 'page',
        items: stateMachines.map(toListedMachine),
        nextToken,
      }),
      toAbsence: (name) => expiredToken(name, token),
    },
    options,
  );
}

function describeMachine(
  calls: ReadCalls,
  redaction: TokenRedaction,
  machineArn: string,
  options: ReadOptions,
): Promise<Found<MachineDescription> | Gone> {
  const input = { stateMachineArn: machineArn };
  return calls.read(
    {
      operation: 'DescribeStateMachine',
      input,
      about: machineArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new DescribeStateMachineCommand(input), sending),
      toAnswer: (output): Found<MachineDescription> | Gone => {
        redaction.learn(machineArn, output.definition ?? '');
        return { kind: 'found', value: toMachineDescription(output, redactDefinition(redaction)) };
      },
      toAbsence: (name) => (name === 'StateMachineDoesNotExist' || name === 'InvalidArn' ? GONE : null),
    },
    options,
  );
}

function listTags(calls: ReadCalls, machineArn: string, options: ReadOptions): Promise<Found<MachineTags> | Gone> {
  const input = { resourceArn: machineArn };
  return calls.read(
    {
      operation: 'ListTagsForResource',
      input,
      about: machineArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new ListTagsForResourceCommand(input), sending),
      toAnswer: ({ tags = [] }): Found<MachineTags> | Gone => ({
        kind: 'found',
        value: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
      }),
      toAbsence: (name) => (name === 'ResourceNotFound' || name === 'InvalidArn' ? GONE : null),
    },
    options,
  );
}

function describeMachineOfExecution(
  calls: ReadCalls,
  redaction: TokenRedaction,
  executionArn: string,
  options: ReadOptions,
): Promise<Found<MachineOfExecution> | Gone> {
  const toValue = (output: DescribeStateMachineForExecutionOutput): MachineOfExecution => {
    redaction.learn(executionArn, output.definition ?? '');
    return toMachineOfExecution(output, redactDefinition(redaction));
  };
  return describeForExecution(calls, { executionArn }, toValue, options);
}

function describeRevisionOfExecution(
  calls: ReadCalls,
  executionArn: string,
  options: ReadOptions,
): Promise<Found<RevisionOfExecution> | Gone> {
  const input = { executionArn, includedData: 'METADATA_ONLY' as const };
  return describeForExecution(calls, input, toRevisionOfExecution, options);
}

function describeForExecution<Value>(
  calls: ReadCalls,
  input: DescribeStateMachineForExecutionInput & { readonly executionArn: string },
  toValue: (output: DescribeStateMachineForExecutionOutput) => Value,
  options: ReadOptions,
): Promise<Found<Value> | Gone> {
  return calls.read(
    {
      operation: 'DescribeStateMachineForExecution',
      input,
      about: input.executionArn,
      send: ({ stepFunctions }, sending) =>
        stepFunctions.send(new DescribeStateMachineForExecutionCommand(input), sending),
      toAnswer: (output): Found<Value> | Gone => ({ kind: 'found', value: toValue(output) }),
      toAbsence: (name) => (name === 'ExecutionDoesNotExist' || name === 'InvalidArn' ? GONE : null),
    },
    options,
  );
}

/** A definition belongs to no execution, so only its look gives a token in it away. */
function redactDefinition(redaction: TokenRedaction): Redact {
  return (text) => redaction.redactText('', text);
}

function listExecutions(
  calls: ReadCalls,
  { machineArn, status, token, limit = PAGE_SIZE }: ExecutionsQuery,
  options: ReadOptions,
): Promise<Page<ListedExecution> | TokenExpired | Gone | Unavailable> {
  const input = {
    stateMachineArn: machineArn,
    maxResults: limit,
    ...(status !== undefined && { statusFilter: status }),
    ...(token !== null && { nextToken: token }),
  };
  return calls.read(
    {
      operation: 'ListExecutions',
      input,
      about: machineArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new ListExecutionsCommand(input), sending),
      toAnswer: ({ executions = [], nextToken = null }): Page<ListedExecution> | TokenExpired | Gone | Unavailable => ({
        kind: 'page',
        items: executions.map(toListedExecution),
        nextToken,
      }),
      toAbsence: (name) => {
        if (name === 'StateMachineTypeNotSupported') return EXPRESS;
        if (name === 'StateMachineDoesNotExist' || name === 'ResourceNotFound' || name === 'InvalidArn') return GONE;
        return expiredToken(name, token);
      },
    },
    options,
  );
}

function describeExecution(
  calls: ReadCalls,
  redaction: TokenRedaction,
  { arn: executionArn, includeData }: { readonly arn: string; readonly includeData: boolean },
  options: ReadOptions,
): Promise<Found<ExecutionDescription> | Gone> {
  // Emulators need not know the member, so it stands there only where it changes anything.
  const input = { executionArn, ...(!includeData && { includedData: 'METADATA_ONLY' as const }) };
  return calls.read(
    {
      operation: 'DescribeExecution',
      input,
      about: executionArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new DescribeExecutionCommand(input), sending),
      toAnswer: (output): Found<ExecutionDescription> | Gone => ({
        kind: 'found',
        value: toExecutionDescription(includeData ? output : withoutPayloads(output), (text) =>
          redaction.redactText(executionArn, text),
        ),
      }),
      toAbsence: (name) => (name === 'ExecutionDoesNotExist' || name === 'InvalidArn' ? GONE : null),
    },
    options,
  );
}

/** An emulator that does not know the member answers with everything. */
function withoutPayloads({ input: _, output: __, ...rest }: DescribeExecutionOutput): DescribeExecutionOutput {
  return rest;
}

/** Without a token `InvalidToken` would be an error like any other. */
function expiredToken(errorName: string, token: string | null): TokenExpired | null {
  return errorName === 'InvalidToken' && token !== null ? { kind: 'token-expired' } : null;
}
