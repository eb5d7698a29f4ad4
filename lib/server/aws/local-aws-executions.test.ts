import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The local AWS over its wire, as the product meets it: a process of its own and the real SDK.

const ORDERS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment';
const CHECKOUTS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:checkout-api';
const LOG_GROUP = '/aws/vendedlogs/states/checkout-api-Logs';

let aws: LocalAws;
let states: SFNClient;

beforeAll(async () => {
  aws = await startLocalAws('small');
  states = new SFNClient(aws.clientSettings);
}, 60_000);

afterAll(() => {
  states.destroy();
  aws.stop();
});

async function listAll(pageSize: number): Promise<ExecutionListItem[]> {
  const items: ExecutionListItem[] = [];
  for await (const page of paginateListExecutions({ client: states, pageSize }, { stateMachineArn: ORDERS })) {
    items.push(...(page.executions ?? []));
  }
  return items;
}

async function historyOf(
  executionArn: string,
  options: { reverseOrder?: boolean; pageSize?: number } = {},
): Promise<HistoryEvent[]> {
  const { reverseOrder = false, pageSize = 1000 } = options;
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: states, pageSize }, { executionArn, reverseOrder })) {
    events.push(...(page.events ?? []));
  }
  return events;
}

async function lastTypes(arn: string, count: number): Promise<readonly (string | undefined)[]> {
  return (await historyOf(arn)).slice(-count).map(({ type }) => type);
}

describe('machines and executions', () => {
  test('lists machines without status or log settings, and describes them with both', async () => {
    const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
    expect(stateMachines.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'checkout-api EXPRESS',
      'order-fulfilment STANDARD',
      'price-quotes EXPRESS',
      'supplier-payouts STANDARD',
    ]);
    const described = await states.send(new DescribeStateMachineCommand({ stateMachineArn: CHECKOUTS }));
    expect(described.loggingConfiguration?.level).toBe('ALL');
    expect(described.loggingConfiguration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn).toBe(
      `arn:aws:logs:eu-west-1:123456789012:log-group:${LOG_GROUP}:*`,
    );
    expect(JSON.parse(described.definition ?? '').StartAt).toBe('LoadCart');
  });

  test('pages of any length give the same list, newest first, in every status', async () => {
    const [small, large] = [await listAll(7), await listAll(1000)];
    expect(small.map(({ executionArn }) => executionArn)).toEqual(large.map(({ executionArn }) => executionArn));
    const starts = large.map(({ startDate }) => startDate?.getTime() ?? 0);
    expect(starts).toEqual([...starts].sort((one, other) => other - one));
    expect(new Set(large.map(({ status }) => status))).toEqual(
      new Set(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING']),
    );
  });

  test('filters by status', async () => {
    const all = (await listAll(1000)).filter(({ status }) => status === 'FAILED');
    const command = new ListExecutionsCommand({ stateMachineArn: ORDERS, statusFilter: 'FAILED', maxResults: 1000 });
    const { executions = [] } = await states.send(command);
    expect(executions).toEqual(all);
  });

  test('a history read forwards in pages is the one read backwards', async () => {
    const [execution] = (await listAll(1000)).filter(({ status }) => status === 'TIMED_OUT');
    const arn = execution?.executionArn ?? '';
    const forwards = await historyOf(arn, { pageSize: 5 });
    expect(forwards.length).toBeGreaterThan(20);
    expect((await historyOf(arn, { reverseOrder: true, pageSize: 7 })).reverse()).toEqual(forwards);
  });

  test('leaves payloads out on request, and keeps names, errors and causes', async () => {
    const [execution] = (await listAll(1000)).filter(({ status }) => status === 'FAILED');
    const command = new GetExecutionHistoryCommand({
      executionArn: execution?.executionArn,
      includeExecutionData: false,
      maxResults: 1000,
    });
    const { events = [] } = await states.send(command);
    expect(JSON.stringify(events)).not.toMatch(/"(input|output|parameters|inputDetails|outputDetails)"/);
    expect(events.at(-1)?.executionFailedEventDetails?.error).toBeDefined();
    expect(events[1]?.stateEnteredEventDetails?.name).toBe('ValidateOrder');
  });

  test('tells why it cannot', async () => {
    const express = 'arn:aws:states:eu-west-1:123456789012:express:checkout-api:a:b';
    const missing = 'arn:aws:states:eu-west-1:123456789012:execution:order-fulfilment:nobody';
    const refusals: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['InvalidArn', () => states.send(new DescribeExecutionCommand({ executionArn: express }))],
      ['InvalidArn', () => states.send(new GetExecutionHistoryCommand({ executionArn: express }))],
      ['InvalidArn', () => states.send(new StopExecutionCommand({ executionArn: express }))],
      ['InvalidArn', () => states.send(new DescribeExecutionCommand({ executionArn: 'nonsense' }))],
      ['ExecutionDoesNotExist', () => states.send(new DescribeExecutionCommand({ executionArn: missing }))],
      [
        'ExecutionDoesNotExist',
        () => states.send(new DescribeStateMachineForExecutionCommand({ executionArn: missing })),
      ],
      [
        'StateMachineDoesNotExist',
        () => states.send(new DescribeStateMachineCommand({ stateMachineArn: `${ORDERS}-gone` })),
      ],
      ['StateMachineTypeNotSupported', () => states.send(new ListExecutionsCommand({ stateMachineArn: CHECKOUTS }))],
      [
        'InvalidToken',
        () => states.send(new ListExecutionsCommand({ stateMachineArn: ORDERS, nextToken: 'nonsense' })),
      ],
      [
        'ValidationException',
        () => states.send(new ListExecutionsCommand({ stateMachineArn: ORDERS, statusFilter: 'PENDING_REDRIVE' })),
      ],
      ['InvalidExecutionInput', () => states.send(new StartExecutionCommand({ stateMachineArn: ORDERS, input: '{' }))],
      ['InvalidName', () => states.send(new StartExecutionCommand({ stateMachineArn: ORDERS, name: 'a b' }))],
    ];
    for (const [name, call] of refusals) await expect(call()).rejects.toMatchObject({ name });
  });
});

describe('a running execution', () => {
  test('grows while its tasks are held and released', async () => {
    const { executionArn } = await aws.control('POST', 'executions', {
      machine: 'order-fulfilment',
      script: { ValidateOrder: [{ hold: true }], ReserveStock: [{ hold: true }] },
    });
    const arn = String(executionArn);
    await aws.advance(1);
    expect(await lastTypes(arn, 2)).toEqual(['LambdaFunctionScheduled', 'LambdaFunctionStarted']);
    await aws.control('POST', 'tasks', {
      executionArn: arn,
      state: 'ValidateOrder',
      error: 'Lambda.TooManyRequestsException',
    });
    await aws.advance(2);
    expect(await lastTypes(arn, 3)).toEqual([
      'LambdaFunctionFailed',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
    ]);
    await aws.control('POST', 'tasks', { executionArn: arn, state: 'ValidateOrder', output: { valid: true } });
    await aws.advance(1);
    expect((await historyOf(arn)).filter(({ type }) => type === 'TaskStateEntered')).toHaveLength(2);
    await states.send(new StopExecutionCommand({ executionArn: arn, error: 'Test.Over', cause: 'seen enough' }));
    const described = await states.send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(described).toMatchObject({
      status: 'ABORTED',
      error: 'Test.Over',
      cause: 'seen enough',
      redriveStatus: 'REDRIVABLE',
    });
    const last = (await historyOf(arn)).at(-1);
    expect(last).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 });
  });

  test('a name is taken once; the same start again is the same execution', async () => {
    const start = { stateMachineArn: ORDERS, name: 'ord-taken', input: '{"orderId":"x"}' };
    const first = await states.send(new StartExecutionCommand(start));
    expect((await states.send(new StartExecutionCommand(start))).executionArn).toBe(first.executionArn);
    await expect(states.send(new StartExecutionCommand({ ...start, input: '{}' }))).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });
});
