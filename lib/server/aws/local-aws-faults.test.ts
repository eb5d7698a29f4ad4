import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The local AWS over its wire, as the product meets it: a process of its own and the real SDK.

const ORDERS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment';
const LOG_GROUP = '/aws/vendedlogs/states/checkout-api-Logs';
const MINUTE_MS = 60_000;

let aws: LocalAws;
/** Sends each call once, so that a fault shows as it came. */
let once: SFNClient;
let logs: CloudWatchLogsClient;
const clients: { destroy: () => void }[] = [];

beforeAll(async () => {
  aws = await startLocalAws('small');
  once = statesClient();
  logs = new CloudWatchLogsClient(aws.clientSettings);
  clients.push(logs);
}, 60_000);

afterAll(() => {
  for (const client of clients) client.destroy();
  aws.stop();
});

beforeEach(async () => {
  await aws.control('DELETE', 'faults');
});

function statesClient(settings: Partial<LocalAws['clientSettings']> = {}): SFNClient {
  const client = new SFNClient({ ...aws.clientSettings, ...settings });
  clients.push(client);
  return client;
}

function set(fault: object): Promise<unknown> {
  return aws.control('PUT', 'faults', fault);
}

const list = (client = once) => client.send(new ListStateMachinesCommand({}));

/** A fault as it is set, and what a caller sees of it. `null` where the call goes well. */
type Case = {
  readonly fault: string;
  readonly with?: object;
  readonly error: object | null;
  readonly tookEffect: boolean;
  readonly isRetried: boolean;
};

const answered = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });
/** No answer at all: the connection ends. */
const hungUp = { code: 'ECONNRESET' };

const CASES: readonly Case[] = [
  { fault: 'slow', with: { latencyMs: 300 }, error: null, tookEffect: true, isRetried: false },
  { fault: 'expired', error: answered('ExpiredTokenException', 400), tookEffect: false, isRetried: false },
  { fault: 'denied', error: answered('AccessDeniedException', 400), tookEffect: false, isRetried: false },
  { fault: 'throttled', error: answered('ThrottlingException', 400), tookEffect: false, isRetried: true },
  { fault: 'internal', error: answered('InternalFailure', 500), tookEffect: false, isRetried: true },
  { fault: 'unavailable', error: answered('ServiceUnavailableException', 503), tookEffect: false, isRetried: true },
  {
    fault: 'clock-skew',
    with: { skewMs: 10 * MINUTE_MS },
    error: answered('InvalidSignatureException', 400),
    tookEffect: false,
    isRetried: true,
  },
  { fault: 'drop', error: hungUp, tookEffect: false, isRetried: true },
  { fault: 'drop-after', error: hungUp, tookEffect: true, isRetried: true },
];

describe('every fault', () => {
  test('has its case here', async () => {
    const { kinds } = await aws.control('GET', 'faults');
    expect(CASES.map(({ fault }) => fault)).toEqual(kinds);
  });

  test.each(CASES)(
    '$fault: its error, and whether the call took effect ($tookEffect)',
    async ({ fault, with: more, error, tookEffect }) => {
      const name = `ord-${fault}-${Date.now()}`;
      const start = () => once.send(new StartExecutionCommand({ stateMachineArn: ORDERS, name, input: '{}' }));
      const executionArn = `${ORDERS.replace('stateMachine', 'execution')}:${name}`;
      await set({ action: 'states:StartExecution', fault, ...more });
      const outcome = await start().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error === null) expect(outcome).toBeNull();
      else expect(outcome).toMatchObject(error);
      const looked = once.send(new DescribeExecutionCommand({ executionArn }));
      if (tookEffect) expect((await looked).executionArn).toBe(executionArn);
      else await expect(looked).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    },
  );

  test.each(CASES)(
    '$fault: whether the SDK sends the call again ($isRetried)',
    async ({ fault, with: more, error, isRetried }) => {
      const patient = statesClient({ maxAttempts: 3 });
      await set({ action: 'states:ListStateMachines', fault, times: 1, ...more });
      const { calls: before } = await aws.control('GET', 'state');
      if (error === null || isRetried) expect((await list(patient)).stateMachines).toHaveLength(4);
      else await expect(list(patient)).rejects.toMatchObject(error);
      const { calls: after } = await aws.control('GET', 'state');
      expect(callsOf(after) - callsOf(before)).toBe(isRetried ? 2 : 1);
    },
  );

  test.each(CASES)('$fault: over when it is cleared', async ({ fault, with: more }) => {
    await set({ action: '*', fault, ...more });
    await aws.control('DELETE', 'faults');
    expect((await aws.control('GET', 'faults'))['faults']).toEqual([]);
    expect((await list()).stateMachines).toHaveLength(4);
  });
});

/** How often the list of machines was asked for. */
function callsOf(calls: unknown): number {
  const found = Object.entries(calls ?? {}).find(([action]) => action === 'states:ListStateMachines');
  return Number(found?.[1] ?? 0);
}

test('latency holds an answer back, with any fault', async () => {
  await set({ action: 'states:ListStateMachines', fault: 'throttled', latencyMs: 300 });
  const before = performance.now();
  await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  expect(performance.now() - before).toBeGreaterThanOrEqual(299);
});

test('a denial names who, what and on which resource', async () => {
  await set({ action: 'logs:*', fault: 'denied' });
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName: LOG_GROUP }))).rejects.toThrow(
    `is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:eu-west-1:123456789012:log-group:${LOG_GROUP}`,
  );
  expect((await list()).stateMachines).toHaveLength(4);
});

test('a storm refuses a part of the calls, and ends by itself', async () => {
  await set({ action: 'states:ListStateMachines', fault: 'throttled', share: 0.5, durationMs: 2_000 });
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => list()));
  const refused = outcomes.filter(({ status }) => status === 'rejected').length;
  expect(refused).toBeGreaterThan(10);
  expect(refused).toBeLessThan(50);
  await expect.poll(async () => (await aws.control('GET', 'state'))['faults'], { timeout: 5_000 }).toEqual([]);
  expect((await list()).stateMachines).toHaveLength(4);
});

test('one account or one region fails and the others do not', async () => {
  const elsewhere = statesClient({ region: 'us-east-1' });
  const other = statesClient({ credentials: { accessKeyId: 'AKIA210987654321', secretAccessKey: 'local' } });
  await set({ action: '*', fault: 'expired', account: '210987654321' });
  await expect(list(other)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  expect((await list()).stateMachines).toHaveLength(4);
  await aws.control('DELETE', 'faults');
  await set({ action: '*', fault: 'unavailable', region: 'us-east-1' });
  await expect(list(elsewhere)).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
  expect((await list(other)).$metadata.httpStatusCode).toBe(200);
  expect((await list()).stateMachines).toHaveLength(4);
});

describe('a clock of AWS that differs', () => {
  test.each([
    [10, /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/],
    [-10, /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/],
  ])(
    'by %i minutes: refuses signatures, until the SDK has set its clock by the Date header',
    async (minutes, words) => {
      await set({ action: '*', fault: 'clock-skew', skewMs: minutes * MINUTE_MS });
      await expect(statesClient().send(new ListStateMachinesCommand({}))).rejects.toThrow(words);
      const patient = statesClient({ maxAttempts: 3 });
      expect((await list(patient)).$metadata.attempts).toBe(2);
      expect((await list(patient)).$metadata.attempts).toBe(1);
    },
  );

  test('by less than five minutes: shows in the Date header and nowhere else', async () => {
    await set({ action: '*', fault: 'clock-skew', skewMs: 4 * MINUTE_MS });
    const headers = {
      'x-amz-target': 'AWSStepFunctions.ListStateMachines',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20261125/eu-west-1/states/aws4_request',
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    };
    const answer = await fetch(aws.endpoint, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(200);
    const { now } = await aws.control('GET', 'state');
    const aheadMs = Date.parse(answer.headers.get('date') ?? '') - Date.parse(String(now));
    expect(Math.abs(aheadMs - 4 * MINUTE_MS)).toBeLessThan(2_000);
  });
});

describe('a decision that is lost', () => {
  const decide = {
    approval: (taskToken: string) => once.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' })),
    rejection: (taskToken: string) => once.send(new SendTaskFailureCommand({ taskToken, error: 'Approval.Rejected' })),
  };

  test.each([
    ['approval', 'TaskSucceeded'],
    ['rejection', 'TaskFailed'],
  ] as const)('an %s on its way there has no effect, on its way back it has', async (decision, type) => {
    const { executionArn, token } = await waitForApproval();
    const before = await readTypes(executionArn);
    await set({ action: 'states:SendTask*', fault: 'drop', times: 1 });
    await expect(decide[decision](token)).rejects.toMatchObject(hungUp);
    expect(await readTypes(executionArn)).toEqual(before);
    await set({ action: 'states:SendTask*', fault: 'drop-after', times: 1 });
    await expect(decide[decision](token)).rejects.toMatchObject(hungUp);
    expect((await readTypes(executionArn)).slice(before.length)).toContain(type);
    await expect(decide[decision](token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  async function readTypes(executionArn: string): Promise<readonly (string | undefined)[]> {
    const { events = [] } = await once.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }));
    return events.map(({ type }) => type);
  }

  /** One of the orders that wait for an approval in the small workload from its beginning, and are not decided yet. */
  async function waitForApproval(): Promise<{ executionArn: string; token: string }> {
    const { executions = [] } = await once.send(
      new ListExecutionsCommand({ stateMachineArn: ORDERS, statusFilter: 'RUNNING' }),
    );
    for (const { executionArn = '' } of executions) {
      const { tasks } = await aws.control('GET', `tasks?executionArn=${encodeURIComponent(executionArn)}`);
      const token = JSON.stringify(tasks).match(/"token":"([^"]+)"/)?.[1];
      if (token !== undefined) return { executionArn, token };
    }
    throw new Error('no order waits for an approval');
  }
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
