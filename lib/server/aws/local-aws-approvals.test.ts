import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The local AWS over its wire, as the product meets it: a process of its own and the real SDK.

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

async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
  const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
  return (await states.send(command)).events ?? [];
}

/** Starts an order that is large enough for an approval and lets it get there. */
async function startLargeOrder(): Promise<{ arn: string; token: string }> {
  const quick = [{ durationMs: 5, output: {} }];
  const { executionArn } = await aws.control('POST', 'executions', {
    machine: 'order-fulfilment',
    input: {
      orderId: 'ord-1',
      amount: 4_000,
      currency: 'EUR',
      customer: { id: 'c' },
      items: [],
      shipping: { country: 'IE', method: 'standard', postcode: 'T12' },
    },
    script: {
      ValidateOrder: quick,
      ReserveStock: quick,
      ApproveLargeOrder: [{ hold: true }],
      ChargeCard: [{ hold: true }],
    },
  });
  await aws.advance(2);
  const arn = String(executionArn);
  const scheduled = (await historyOf(arn)).findLast(({ type }) => type === 'TaskScheduled');
  const parameters: { MessageBody: { taskToken: string } } = JSON.parse(
    scheduled?.taskScheduledEventDetails?.parameters ?? '',
  );
  return { arn, token: parameters.MessageBody.taskToken };
}

async function lastTypes(arn: string, count: number): Promise<readonly (string | undefined)[]> {
  return (await historyOf(arn)).slice(-count).map(({ type }) => type);
}

describe('approvals', () => {
  test('a token is answered once; a bad output leaves it waiting', async () => {
    const { arn, token } = await startLargeOrder();
    expect(token).toMatch(/^AQCEAAAAKg/);
    expect(token.length).toBeGreaterThan(600);
    expect(await lastTypes(arn, 3)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted']);
    await expect(
      states.send(new SendTaskSuccessCommand({ taskToken: token, output: 'not-json' })),
    ).rejects.toMatchObject({
      name: 'InvalidOutput',
      message: "Invalid Output: 'not-json' is not valid JSON.",
    });
    await states.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"approved":true}' }));
    await aws.advance(1);
    const events = await historyOf(arn);
    const answered = events.find(({ type }) => type === 'TaskSucceeded');
    expect(answered?.taskSucceededEventDetails?.output).toBe('{"approved":true}');
    expect(events.at(-1)?.type).toBe('TaskStarted');
    await expect(states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
    await expect(states.send(new SendTaskFailureCommand({ taskToken: `${token}x` }))).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });

  test('a rejection is caught, without error and cause as with them', async () => {
    const { arn, token } = await startLargeOrder();
    await states.send(new SendTaskFailureCommand({ taskToken: token, error: 'Approval.Rejected', cause: 'no' }));
    await aws.advance(5);
    const events = await historyOf(arn);
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
    const caught = events.find(({ stateExitedEventDetails: details }) => details?.name === 'ApproveLargeOrder');
    expect(JSON.parse(caught?.stateExitedEventDetails?.output ?? '').error).toEqual({
      Error: 'Approval.Rejected',
      Cause: 'no',
    });
    const nameless = await startLargeOrder();
    await states.send(new SendTaskFailureCommand({ taskToken: nameless.token }));
    await aws.advance(1);
    expect(await lastTypes(nameless.arn, 2)).toEqual(['TaskFailed', 'ExecutionFailed']);
  });

  test('nobody answers: it times out when the definition says, and the token is over', async () => {
    const { arn, token } = await startLargeOrder();
    const started = (await historyOf(arn)).findLast(({ type }) => type === 'TaskStarted');
    await aws.advance(14_400);
    const timedOut = (await historyOf(arn)).find(({ type }) => type === 'TaskTimedOut');
    expect(timedOut?.taskTimedOutEventDetails).toMatchObject({
      error: 'States.Timeout',
      resource: 'sendMessage.waitForTaskToken',
    });
    expect(Number(timedOut?.timestamp) - Number(started?.timestamp)).toBe(14_400_000);
    await expect(states.send(new SendTaskHeartbeatCommand({ taskToken: token }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('a token of a stopped execution is over', async () => {
    const { arn, token } = await startLargeOrder();
    await states.send(new StopExecutionCommand({ executionArn: arn }));
    await expect(states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('a test can ask for every token that was given out, and how often AWS was called', async () => {
    const sent = async (): Promise<number> => {
      const { calls } = await aws.control('GET', 'state');
      return Object.entries(calls ?? {}).reduce((sum, [action, n]) => sum + (/:SendTask/.test(action) ? n : 0), 0);
    };
    const before = await sent();
    const { token } = await startLargeOrder();
    await states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
    await expect(states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))).rejects.toThrow();
    expect((await sent()) - before).toBe(2);
    const { tokens } = await aws.control('GET', 'tokens');
    // One that is over is still one that was given out.
    expect(tokens).toContain(token);
  });
});
