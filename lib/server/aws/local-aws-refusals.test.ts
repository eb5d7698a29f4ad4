import {
  DeleteStateMachineCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandInput,
  ListActivitiesCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  ListMapRunsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// Every operation's refusals over the wire, through the real SDK: the name, the words and the HTTP status that AWS has
// (aws-facts §1.1), and the limits of what may be asked for.

const START = 'arn:aws:states:eu-west-1:123456789012';
const ORDERS = `${START}:stateMachine:order-fulfilment`;
const CHECKOUTS = `${START}:stateMachine:checkout-api`;
const NO_MACHINE = `${START}:stateMachine:nobody`;
const NO_EXECUTION = `${START}:execution:order-fulfilment:nobody`;
const EXPRESS = `${START}:express:checkout-api:a:b`;
const NO_MAP_RUN = `${START}:mapRun:order-fulfilment/Parts:nobody`;
const NO_ACTIVITY = `${START}:activity:nobody`;
const LABELLED = `${ORDERS}/Parts`;

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

type Send = () => Promise<unknown>;

const missingMachine: readonly [string, string] = [
  'StateMachineDoesNotExist',
  `State Machine Does Not Exist: '${NO_MACHINE}'`,
];
const missingExecution: readonly [string, string] = [
  'ExecutionDoesNotExist',
  `Execution Does Not Exist: '${NO_EXECUTION}'`,
];
const express: readonly [string, string] = [
  'InvalidArn',
  "Invalid Arn: 'Resource type not valid in this context: express'",
];
const noArn: readonly [string, string] = ['InvalidArn', "Invalid Arn: 'Invalid ARN prefix: nonsense'"];
const noToken: readonly [string, string] = ['InvalidToken', "Invalid Token: 'Invalid token'"];
const missing = (member: string): readonly [string, string] => [
  'ValidationException',
  `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
];
const tooLong = (member: string, most: number): readonly [string, RegExp] => [
  'ValidationException',
  new RegExp(
    `^1 validation error detected: Value 'x+' at '${member}' .* Member must have length less than or equal to ${most}$`,
  ),
];

/** What is refused, by a title of its own. */
const REFUSALS: Readonly<Record<string, readonly [readonly [string, string | RegExp], Send]>> = {
  'DescribeStateMachine of none': [missingMachine, () => machine(NO_MACHINE)],
  'DescribeStateMachine of no ARN': [noArn, () => machine('nonsense')],
  'DescribeStateMachine of a version that is not there': [
    ['StateMachineDoesNotExist', `State Machine Does Not Exist: '${ORDERS}:7'`],
    () => machine(`${ORDERS}:7`),
  ],
  'DescribeStateMachine of the children of a map run': [
    ['ValidationException', 'Labeled State Machine ARNs are not supported for this API'],
    () => machine(LABELLED),
  ],
  'ListStateMachines with a token of nothing': [
    noToken,
    () => states.send(new ListStateMachinesCommand({ nextToken: 'x' })),
  ],
  'ListStateMachines with a token that is too long': [
    tooLong('nextToken', 1024),
    () => states.send(new ListStateMachinesCommand({ nextToken: 'x'.repeat(1025) })),
  ],
  'ListStateMachineVersions of none': [
    missingMachine,
    () => states.send(new ListStateMachineVersionsCommand({ stateMachineArn: NO_MACHINE })),
  ],
  'ListStateMachineAliases of none': [
    missingMachine,
    () => states.send(new ListStateMachineAliasesCommand({ stateMachineArn: NO_MACHINE })),
  ],
  'ListExecutions of an Express machine': [
    ['StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine'],
    () => list({ stateMachineArn: CHECKOUTS }),
  ],
  'ListExecutions of a machine and a map run': [
    ['ValidationException', /stateMachineArn and mapRunArn/],
    () => list({ stateMachineArn: ORDERS, mapRunArn: NO_MAP_RUN }),
  ],
  'ListExecutions of neither': [['ValidationException', /stateMachineArn and mapRunArn/], () => list({})],
  'ListExecutions of no map run': [['ResourceNotFound', /nobody/], () => list({ mapRunArn: NO_MAP_RUN })],
  'ListExecutions of a machine by redrives': [
    ['ValidationException', /redriveFilter/],
    () => list({ stateMachineArn: ORDERS, redriveFilter: 'REDRIVEN' }),
  ],
  'ListExecutions of a machine that wait for a redrive': [
    ['ValidationException', /PENDING_REDRIVE/],
    () => list({ stateMachineArn: ORDERS, statusFilter: 'PENDING_REDRIVE' }),
  ],
  'ListExecutions with a token of nothing': [noToken, () => list({ stateMachineArn: ORDERS, nextToken: 'x' })],
  'ListExecutions with a token that is too long': [
    tooLong('nextToken', 3096),
    () => list({ stateMachineArn: ORDERS, nextToken: 'x'.repeat(3097) }),
  ],
  'DescribeExecution of none': [
    missingExecution,
    () => states.send(new DescribeExecutionCommand({ executionArn: NO_EXECUTION })),
  ],
  'DescribeExecution of an Express one': [
    express,
    () => states.send(new DescribeExecutionCommand({ executionArn: EXPRESS })),
  ],
  'DescribeExecution of nothing': [
    missing('executionArn'),
    () => states.send(new DescribeExecutionCommand({ executionArn: '' })),
  ],
  'DescribeStateMachineForExecution of none': [
    missingExecution,
    () => states.send(new DescribeStateMachineForExecutionCommand({ executionArn: NO_EXECUTION })),
  ],
  'GetExecutionHistory of none': [missingExecution, () => history({ executionArn: NO_EXECUTION })],
  'GetExecutionHistory of an Express one': [express, () => history({ executionArn: EXPRESS })],
  'GetExecutionHistory of no ARN': [noArn, () => history({ executionArn: 'nonsense' })],
  'ListMapRuns of none': [missingExecution, () => states.send(new ListMapRunsCommand({ executionArn: NO_EXECUTION }))],
  'DescribeMapRun of none': [
    ['ResourceNotFound', /nobody/],
    () => states.send(new DescribeMapRunCommand({ mapRunArn: NO_MAP_RUN })),
  ],
  'DescribeMapRun of no ARN': [noArn, () => states.send(new DescribeMapRunCommand({ mapRunArn: 'nonsense' }))],
  'ListActivities with a token of nothing': [noToken, () => states.send(new ListActivitiesCommand({ nextToken: 'x' }))],
  'DescribeActivity of none': [
    ['ActivityDoesNotExist', `Activity Does Not Exist: '${NO_ACTIVITY}'`],
    () => states.send(new DescribeActivityCommand({ activityArn: NO_ACTIVITY })),
  ],
  'DescribeActivity of no ARN': [noArn, () => states.send(new DescribeActivityCommand({ activityArn: 'nonsense' }))],
  'GetActivityTask of none': [
    ['ActivityDoesNotExist', `Activity Does Not Exist: '${NO_ACTIVITY}'`],
    () => states.send(new GetActivityTaskCommand({ activityArn: NO_ACTIVITY })),
  ],
  'SendTaskSuccess with a token of nothing': [
    noToken,
    () => states.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' })),
  ],
  'SendTaskSuccess with no JSON': [
    ['InvalidOutput', "Invalid Output: 'not-json' is not valid JSON."],
    () => states.send(new SendTaskSuccessCommand({ taskToken: 'x', output: 'not-json' })),
  ],
  'SendTaskSuccess with too much': [
    ['InvalidOutput', /^Invalid Output: /],
    () => states.send(new SendTaskSuccessCommand({ taskToken: 'x', output: JSON.stringify('x'.repeat(262_143)) })),
  ],
  'SendTaskFailure with a token of nothing': [
    noToken,
    () => states.send(new SendTaskFailureCommand({ taskToken: 'x' })),
  ],
  'SendTaskFailure with a long error': [
    tooLong('error', 256),
    () => states.send(new SendTaskFailureCommand({ taskToken: 'x', error: 'x'.repeat(257) })),
  ],
  'SendTaskFailure with a long cause': [
    tooLong('cause', 32_768),
    () => states.send(new SendTaskFailureCommand({ taskToken: 'x', cause: 'x'.repeat(32_769) })),
  ],
  'SendTaskHeartbeat with a token of nothing': [
    noToken,
    () => states.send(new SendTaskHeartbeatCommand({ taskToken: 'x' })),
  ],
  'StopExecution of none': [
    missingExecution,
    () => states.send(new StopExecutionCommand({ executionArn: NO_EXECUTION })),
  ],
  'StopExecution of an Express one': [express, () => states.send(new StopExecutionCommand({ executionArn: EXPRESS }))],
  'RedriveExecution of none': [
    missingExecution,
    () => states.send(new RedriveExecutionCommand({ executionArn: NO_EXECUTION })),
  ],
  'RedriveExecution of an Express one': [
    express,
    () => states.send(new RedriveExecutionCommand({ executionArn: EXPRESS })),
  ],
  'StartExecution of none': [missingMachine, () => begin({ stateMachineArn: NO_MACHINE })],
  'StartExecution with no JSON': [['InvalidExecutionInput', /is not valid JSON/], () => begin({ input: '{' })],
  'StartExecution with too much': [
    ['InvalidExecutionInput', /^Invalid State Machine Execution Input: /],
    () => begin({ input: JSON.stringify('x'.repeat(262_143)) }),
  ],
  'StartExecution by a name with a space': [['InvalidName', "Invalid Name: 'a b'"], () => begin({ name: 'a b' })],
  'StartExecution by a name of 81 characters': [
    ['InvalidName', /^Invalid Name: 'x{81}'$/],
    () => begin({ name: 'x'.repeat(81) }),
  ],
  'DeleteStateMachine of no ARN': [
    noArn,
    () => states.send(new DeleteStateMachineCommand({ stateMachineArn: 'nonsense' })),
  ],
  'ListTagsForResource of none': [
    ['ResourceNotFound', /nobody/],
    () => states.send(new ListTagsForResourceCommand({ resourceArn: NO_MACHINE })),
  ],
  'ListTagsForResource of no ARN': [
    noArn,
    () => states.send(new ListTagsForResourceCommand({ resourceArn: 'nonsense' })),
  ],
};

test.each(Object.entries(REFUSALS))('refuses %s', async (_, [[name, message], send]) => {
  await expect(send()).rejects.toMatchObject({
    name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    $metadata: { httpStatusCode: 400, attempts: 1 },
  });
});

const someExecution = async () =>
  (await list({ stateMachineArn: ORDERS, maxResults: 1 })).executions?.[0]?.executionArn ?? '';

const PAGED: Readonly<Record<string, (maxResults: number) => Promise<unknown>>> = {
  ListStateMachines: (maxResults) => states.send(new ListStateMachinesCommand({ maxResults })),
  ListExecutions: (maxResults) => list({ stateMachineArn: ORDERS, maxResults }),
  GetExecutionHistory: async (maxResults) => history({ executionArn: await someExecution(), maxResults }),
  ListMapRuns: async (maxResults) =>
    states.send(new ListMapRunsCommand({ executionArn: await someExecution(), maxResults })),
  ListActivities: (maxResults) => states.send(new ListActivitiesCommand({ maxResults })),
  ListStateMachineVersions: (maxResults) =>
    states.send(new ListStateMachineVersionsCommand({ stateMachineArn: ORDERS, maxResults })),
  ListStateMachineAliases: (maxResults) =>
    states.send(new ListStateMachineAliasesCommand({ stateMachineArn: ORDERS, maxResults })),
};

test.each(Object.entries(PAGED))('%s gives pages of up to 1,000', async (_, send) => {
  for (const [size, constraint] of [
    [1001, 'less than or equal to 1000'],
    [-1, 'greater than or equal to 0'],
  ] as const) {
    await expect(send(size)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${constraint}`,
    });
  }
  await expect(send(0)).resolves.toBeDefined();
  await expect(send(1000)).resolves.toBeDefined();
});

test('a deleted machine can be read and not started, and two minutes later it is gone with its executions', async () => {
  const executionArn = await someExecution();
  await states.send(new DeleteStateMachineCommand({ stateMachineArn: ORDERS }));
  expect((await states.send(new DescribeStateMachineCommand({ stateMachineArn: ORDERS }))).status).toBe('DELETING');
  await expect(begin({})).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  await expect(states.send(new DescribeExecutionCommand({ executionArn }))).resolves.toMatchObject({ executionArn });
  const { executions = [] } = await list({ stateMachineArn: ORDERS, statusFilter: 'RUNNING' });
  for (const running of executions) await states.send(new StopExecutionCommand({ executionArn: running.executionArn }));
  await aws.control('POST', 'clock', { advanceMs: 120_000 });
  await expect(states.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  });
  await expect(machine(ORDERS)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

function machine(stateMachineArn: string) {
  return states.send(new DescribeStateMachineCommand({ stateMachineArn }));
}

function list(input: ListExecutionsCommandInput) {
  return states.send(new ListExecutionsCommand(input));
}

function history(input: GetExecutionHistoryCommandInput) {
  return states.send(new GetExecutionHistoryCommand(input));
}

function begin(input: Partial<StartExecutionCommandInput>) {
  return states.send(new StartExecutionCommand({ stateMachineArn: ORDERS, ...input }));
}
