import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The local AWS over its wire, as the product meets it: a process of its own and the real SDK.

const ORDERS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment';
const LOG_GROUP = '/aws/vendedlogs/states/checkout-api-Logs';

let aws: LocalAws;
let states: SFNClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  aws = await startLocalAws('small');
  states = new SFNClient(aws.clientSettings);
  logs = new CloudWatchLogsClient(aws.clientSettings);
}, 60_000);

afterAll(() => {
  states.destroy();
  logs.destroy();
  aws.stop();
});

beforeEach(async () => {
  await aws.control('DELETE', 'faults');
});

describe('faults', () => {
  const list = () => states.send(new ListStateMachinesCommand({}));

  test.each([
    ['expired', 'ExpiredTokenException', 400],
    ['denied', 'AccessDeniedException', 400],
    ['throttled', 'ThrottlingException', 400],
    ['unavailable', 'ServiceUnavailableException', 503],
  ])('%s comes as %s, and goes when it is cleared', async (fault, name, httpStatusCode) => {
    await aws.control('PUT', 'faults', { action: 'states:ListStateMachines', fault });
    await expect(list()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    await aws.control('DELETE', 'faults');
    expect((await list()).stateMachines).toHaveLength(4);
  });

  test('a denial names who, what and on which resource', async () => {
    await aws.control('PUT', 'faults', { action: 'logs:*', fault: 'denied' });
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: LOG_GROUP }))).rejects.toThrow(
      `is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:eu-west-1:123456789012:log-group:${LOG_GROUP}`,
    );
    expect((await list()).stateMachines).toHaveLength(4);
  });

  test('a lost answer leaves its effect, a dropped call has none', async () => {
    const name = `ord-lost-${Date.now()}`;
    const start = () => states.send(new StartExecutionCommand({ stateMachineArn: ORDERS, name, input: '{}' }));
    const describeIt = () =>
      states.send(
        new DescribeExecutionCommand({ executionArn: ORDERS.replace('stateMachine', 'execution').concat(`:${name}`) }),
      );
    await aws.control('PUT', 'faults', { action: 'states:StartExecution', fault: 'drop', times: 1 });
    await expect(start()).rejects.toThrow();
    await expect(describeIt()).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await aws.control('PUT', 'faults', { action: 'states:StartExecution', fault: 'drop-after', times: 1 });
    await expect(start()).rejects.toThrow();
    expect((await describeIt()).status).toBe('RUNNING');
  });

  test('latency holds an answer back', async () => {
    await aws.control('PUT', 'faults', { action: 'states:ListStateMachines', latencyMs: 300 });
    const before = performance.now();
    await list();
    expect(performance.now() - before).toBeGreaterThanOrEqual(299);
  });

  test('a request without credentials, and one under a foreign host name, get nothing', async () => {
    const target = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    const unsigned = await fetch(aws.endpoint, { method: 'POST', headers: target, body: '{}' });
    expect(unsigned.status).toBe(400);
    expect(await unsigned.json()).toMatchObject({
      __type: expect.stringMatching(/#MissingAuthenticationTokenException$/),
    });
    const simple = await fetch(`${aws.endpoint}/__local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(simple.status).toBe(415);
  });
});
