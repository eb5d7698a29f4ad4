import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListMapRunsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The quotas of AWS in the local one, over its wire: a process of its own and the real SDK.

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:none:none';

let aws: LocalAws;
const clients: { destroy: () => void }[] = [];

beforeAll(async () => {
  aws = await startLocalAws('empty', '1', [
    ...['--limits', 'aws'],
    ...['--fault', 'states:ListActivities=denied,account=210987654321'],
  ]);
}, 60_000);

afterAll(() => {
  for (const client of clients) client.destroy();
  aws.stop();
});

beforeEach(async () => {
  await aws.control('PUT', 'limits', { mode: 'aws' });
});

function statesClient(settings: Partial<LocalAws['clientSettings']> = {}): SFNClient {
  const client = new SFNClient({ ...aws.clientSettings, ...settings });
  clients.push(client);
  return client;
}

/** Names of the errors of calls made at the same time; those that the quota let through are refused otherwise or not. */
async function errorsOf(calls: number, call: () => Promise<unknown>): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: calls }, call));
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason.name)] : []));
}

function throttledIn(errors: readonly string[]): number {
  return errors.filter((name) => name === 'ThrottlingException').length;
}

test('a burst gets what the bucket holds and what flowed in meanwhile; both are counted', async () => {
  const states = statesClient();
  const before = performance.now();
  const errors = await errorsOf(120, () => states.send(new ListMapRunsCommand({ executionArn: EXECUTION })));
  // A hundred at once and one a second, and what came through found no such execution.
  const most = 100 + (performance.now() - before) / 1_000 + 1;
  const throttled = throttledIn(errors);
  expect(120 - throttled).toBeGreaterThanOrEqual(100);
  expect(120 - throttled).toBeLessThanOrEqual(most);
  expect(errors.filter((name) => name === 'ExecutionDoesNotExist')).toHaveLength(120 - throttled);
  const { limits } = await aws.control('GET', 'state');
  const place = { account: '123456789012', region: 'eu-west-1', action: 'states:ListMapRuns' };
  expect(limits).toEqual({ mode: 'aws', calls: [{ ...place, allowed: 120 - throttled, throttled }] });
});

test('a refusal is worded as AWS words it, and the SDK waits and sends the call again', async () => {
  const states = statesClient();
  const burst = () => states.send(new ListStateMachinesCommand({}));
  await errorsOf(140, burst);
  await expect(burst()).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Rate exceeded',
    $metadata: { httpStatusCode: 400 },
  });
  const patient = statesClient({ maxAttempts: 10 });
  expect((await patient.send(new ListStateMachinesCommand({}))).$metadata.attempts).toBeGreaterThan(1);
});

test('a jump of the virtual clock gives nobody a token', async () => {
  const states = statesClient();
  const burst = () => states.send(new ListMapRunsCommand({ executionArn: EXECUTION }));
  await errorsOf(120, burst);
  await aws.advance(86_400);
  expect(throttledIn(await errorsOf(20, burst))).toBeGreaterThan(10);
});

test('another account and another region are not touched', async () => {
  const burst = (client: SFNClient) => () => client.send(new ListMapRunsCommand({ executionArn: EXECUTION }));
  expect(throttledIn(await errorsOf(120, burst(statesClient())))).toBeGreaterThan(0);
  const credentials = { accessKeyId: 'AKIA210987654321', secretAccessKey: 'local' };
  expect(throttledIn(await errorsOf(50, burst(statesClient({ credentials }))))).toBe(0);
  expect(throttledIn(await errorsOf(50, burst(statesClient({ region: 'us-east-1' }))))).toBe(0);
});

test('logs are read at the rate of the region', async () => {
  const logs = new CloudWatchLogsClient({ ...aws.clientSettings, region: 'eu-central-1' });
  clients.push(logs);
  const before = performance.now();
  const errors = await errorsOf(40, () => logs.send(new FilterLogEventsCommand({ logGroupName: 'none' })));
  const through = 40 - throttledIn(errors);
  expect(through).toBeGreaterThanOrEqual(5);
  expect(through).toBeLessThanOrEqual(5 + ((performance.now() - before) / 1_000) * 5 + 1);
});

test('nothing is too much once limits are off', async () => {
  await aws.control('PUT', 'limits', { mode: 'off' });
  const states = statesClient();
  expect(await errorsOf(150, () => states.send(new ListStateMachinesCommand({})))).toEqual([]);
});

test('a fault that was given at the start is there', async () => {
  const { faults } = await aws.control('GET', 'faults');
  expect(faults).toMatchObject([{ action: 'states:ListActivities', kind: 'denied', account: '210987654321' }]);
});
