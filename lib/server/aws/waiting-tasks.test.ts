import { afterEach, describe, expect, test, vi } from 'vitest';
import { isJsonObject } from '@/lib/base/json';
import type { AnswerResult, WaitingTask } from '@/lib/server/ports/waiting-tasks';
import {
  type AwsOverHttp,
  startWire,
  TEST_CONNECTION,
  type WireAnswer,
  type WireCall,
} from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';
import { fingerprintOf } from './fingerprint';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const EXECUTION = `${PLACE}:execution:payouts:batch-1`;
const QUERY = { executionArn: EXECUTION, eventId: 3, state: 'Release', lastEventId: 5 };
const CLICK = { priority: 'click' } as const;
/** One that its look does not give away: only its place in the definition can. */
const TOKEN = 'ticket-of-an-emulator-0011';
const APPROVE = { kind: 'approve', output: '{"ok":true}' } as const;

let aws: AwsOverHttp | null = null;
afterEach(async () => {
  await aws?.stop();
  aws = null;
  vi.unstubAllEnvs();
});

/** How the definition passes the token, and the parameters that AWS made of it. */
type Passed = { readonly parameters: object; readonly sent: object };

const IN_FORMAT: Passed = {
  parameters: { 'Message.$': "States.Format('https://pay.example.com/?batch={}&token={}', $.id, $$.Task.Token)" },
  sent: { Message: `https://pay.example.com/?batch=7&token=${TOKEN}` },
};

async function connect({ parameters, sent }: Passed, answers: Readonly<Record<string, WireAnswer>> = {}) {
  const calls: WireCall[] = [];
  aws = await startWire((call) => {
    calls.push(call);
    return (
      answers[call.operation] ?? DEFAULTS(parameters, sent)[call.operation] ?? { error: 'UnknownOperationException' }
    );
  });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const [connection] = createAwsConnections([TEST_CONNECTION]).list();
  if (connection === undefined) throw new Error('no connection');
  return { connection, calls };
}

const DEFAULTS = (parameters: object, sent: object): Readonly<Record<string, WireAnswer>> => ({
  DescribeStateMachineForExecution: {
    body: {
      stateMachineArn: `${PLACE}:stateMachine:payouts`,
      name: 'payouts',
      roleArn: 'arn:aws:iam::123456789012:role/payouts',
      updateDate: 1_790_000_000,
      definition: JSON.stringify({
        StartAt: 'Release',
        States: {
          Release: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
            Parameters: parameters,
            End: true,
          },
        },
      }),
    },
  },
  GetExecutionHistory: {
    body: {
      events: [
        {
          id: 1,
          previousEventId: 0,
          type: 'ExecutionStarted',
          timestamp: 1,
          executionStartedEventDetails: { input: '{}' },
        },
        {
          id: 2,
          previousEventId: 0,
          type: 'TaskStateEntered',
          timestamp: 2,
          stateEnteredEventDetails: { name: 'Release', input: '{}' },
        },
        {
          id: 3,
          previousEventId: 2,
          type: 'TaskScheduled',
          timestamp: 3,
          taskScheduledEventDetails: {
            resourceType: 'sns',
            resource: 'publish.waitForTaskToken',
            region: 'eu-west-1',
            parameters: JSON.stringify(sent),
          },
        },
      ],
    },
  },
});

async function find(passed: Passed, answers: Readonly<Record<string, WireAnswer>> = {}) {
  const { connection, calls } = await connect(passed, answers);
  const found = await connection.waitingTasks.find(QUERY, CLICK);
  if (found.kind !== 'found') throw new Error(JSON.stringify(found));
  return { task: found.task, calls };
}

function tokensSent(calls: readonly WireCall[]): readonly unknown[] {
  return calls.flatMap(({ operation, input }) =>
    operation.startsWith('SendTask') && isJsonObject(input) ? [input['taskToken']] : [],
  );
}

describe('the token of a waiting task', () => {
  test.each<readonly [string, Passed]>([
    ['as a member', { parameters: { Body: { 'ticket.$': '$$.Task.Token' } }, sent: { Body: { ticket: TOKEN } } }],
    ['built into a text', IN_FORMAT],
    [
      'in JSONata',
      { parameters: { Body: "{% 'Go to ' & $states.context.Task.Token %}" }, sent: { Body: `Go to ${TOKEN}` } },
    ],
    ['with the whole context', { parameters: { 'Body.$': '$$' }, sent: { Body: { Task: { Token: TOKEN } } } }],
  ])('is taken from its place, %s, and goes to AWS alone', async (_, passed) => {
    const { task, calls } = await find(passed, { SendTaskSuccess: { body: {} } });
    expect(await task.answer(APPROVE)).toEqual({ kind: 'accepted', requestId: 'request-1' });
    expect(tokensSent(calls)).toEqual([TOKEN]);
    expect(task.fingerprint).toBe(fingerprintOf(TOKEN));
    expect(JSON.stringify(task)).not.toContain(TOKEN);
    expect(task.redact(`I was sent ${TOKEN}`)).toBe(`I was sent ⟨token:${fingerprintOf(TOKEN)}⟩`);
  });

  test('is not shared with a read of the same page that goes to the browser', async () => {
    const { connection, calls } = await connect(IN_FORMAT, { SendTaskHeartbeat: { body: {} } });
    const [found, payload] = await Promise.all([
      connection.waitingTasks.find(QUERY, CLICK),
      connection.stepFunctions.getEventPayload({ executionArn: EXECUTION, eventId: 3, lastEventId: 5 }, CLICK),
    ]);
    expect(JSON.stringify(payload)).not.toContain(TOKEN);
    if (found.kind !== 'found') throw new Error(found.kind);
    await found.task.keepAlive();
    expect(tokensSent(calls)).toEqual([TOKEN]);
  });

  test('is not made up where the definition passes none, or AWS shows no data', async () => {
    const none = await connect({ parameters: { Body: 'x' }, sent: { Body: `AQCEAAAAKg${'A'.repeat(400)}` } });
    expect(await none.connection.waitingTasks.find(QUERY, CLICK)).toEqual({ kind: 'no-token', reason: 'not-passed' });
    expect(await none.connection.waitingTasks.find({ ...QUERY, eventId: 2 }, CLICK)).toMatchObject({
      kind: 'no-token',
    });
    expect(await none.connection.waitingTasks.find({ ...QUERY, eventId: 9 }, CLICK)).toEqual({ kind: 'gone' });
    const express = `${PLACE}:express:payouts:batch-1:0f8fad5b-d9cb-469f-a165-70867728950e`;
    const answer = await none.connection.waitingTasks.find({ ...QUERY, executionArn: express }, CLICK);
    expect(answer).toEqual({ kind: 'unavailable', reason: 'express' });
  });
});

describe('an answer', () => {
  const cut: WireAnswer = { respond: (_, response) => response.destroy() };

  test.each<readonly [string, WireAnswer, Partial<AnswerResult> & { readonly kind: AnswerResult['kind'] }]>([
    ['accepted', { body: {} }, { kind: 'accepted' }],
    ['refused for its output', { error: 'InvalidOutput' }, { kind: 'refused' }],
    ['too late', { error: 'TaskTimedOut' }, { kind: 'not-waiting', error: 'TaskTimedOut' }],
    ['for a task that is gone', { error: 'TaskDoesNotExist' }, { kind: 'not-waiting', error: 'TaskDoesNotExist' }],
    ['with a token of another place', { error: 'InvalidToken' }, { kind: 'not-waiting', error: 'InvalidToken' }],
    ['that is one too many', { error: 'ThrottlingException' }, { kind: 'not-sent' }],
    ['that AWS calls wrong', { error: 'ValidationException' }, { kind: 'not-sent' }],
    ['that an AWS in trouble may have taken', { error: 'ServiceUnavailable', status: 503 }, { kind: 'unknown' }],
    ['that was cut off', cut, { kind: 'unknown' }],
    [
      'from something that is not AWS',
      { respond: (_, response) => response.writeHead(200).end('<html>') },
      { kind: 'unknown' },
    ],
  ])('%s is sent once', async (_, wire, expected) => {
    const { task, calls } = await find(IN_FORMAT, { SendTaskSuccess: wire });
    expect(await task.answer(APPROVE)).toMatchObject(expected);
    expect(tokensSent(calls)).toHaveLength(1);
  });

  test('that is not allowed names the permission that is missing', async () => {
    const denied: WireAnswer = { error: 'AccessDeniedException', message: `no ${TOKEN} for you` };
    const actions: readonly (readonly [string, (task: WaitingTask) => Promise<AnswerResult>])[] = [
      ['SendTaskSuccess', (task) => task.answer(APPROVE)],
      ['SendTaskFailure', (task) => task.answer({ kind: 'reject', error: 'No', cause: 'because' })],
      ['SendTaskHeartbeat', (task) => task.keepAlive()],
    ];
    for (const [operation, act] of actions) {
      const { task } = await find(IN_FORMAT, { [operation]: denied });
      const result = await act(task);
      expect(result).toMatchObject({ kind: 'not-sent', failure: { code: 'access-denied' } });
      expect(result.kind === 'not-sent' && result.failure.message).toContain(`states:${operation}`);
      expect(result.kind === 'not-sent' && String(result.failure.cause)).not.toContain(TOKEN);
      await aws?.stop();
      aws = null;
    }
  });

  test('goes out as it was given', async () => {
    const { task, calls } = await find(IN_FORMAT, { SendTaskFailure: { body: {} } });
    await task.answer({ kind: 'reject', error: 'Approval.Rejected', cause: 'no "papers"' });
    const sent = calls.find(({ operation }) => operation === 'SendTaskFailure');
    expect(sent?.input).toEqual({ taskToken: TOKEN, error: 'Approval.Rejected', cause: 'no "papers"' });
  });
});
