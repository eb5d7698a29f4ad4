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

/** What the SDK throws. */
type Refusal = { readonly name?: string; readonly $metadata?: { readonly attempts?: number } };

/** The errors of calls made at the same time. */
async function settle(calls: number, call: () => Promise<unknown>): Promise<readonly Refusal[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: calls }, call));
  return outcomes.flatMap((outcome): Refusal[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
}

function throttledIn(errors: readonly Refusal[]): number {
  return errors.filter(({ name }) => name === 'ThrottlingException').length;
}

test('a burst gets what the bucket holds and what flowed in meanwhile; both are counted', async () => {
  const states = statesClient();
  const before = performance.now();
  const errors = await settle(120, () => states.send(new ListMapRunsCommand({ executionArn: EXECUTION })));
  // A hundred at once and one a second, and what came through found no such execution.
  const most = 100 + (performance.now() - before) / 1_000 + 1;
  const throttled = throttledIn(errors);
  expect(120 - throttled).toBeGreaterThanOrEqual(100);
  expect(120 - throttled).toBeLessThanOrEqual(most);
  expect(errors.filter(({ name }) => name === 'ExecutionDoesNotExist')).toHaveLength(120 - throttled);
  const { limits } = await aws.control('GET', 'state');
  const place = { account: '123456789012', region: 'eu-west-1', action: 'states:ListMapRuns' };
  expect(limits).toEqual({ mode: 'aws', calls: [{ ...place, allowed: 120 - throttled, throttled }] });
});

test('a refusal is worded as AWS words it', async () => {
  const states = statesClient();
  const outcomes = await settle(120, () => states.send(new ListMapRunsCommand({ executionArn: EXECUTION })));
  expect(outcomes).toContainEqual(
    expect.objectContaining({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    }),
  );
});

test('the SDK sends again what was too much, until there is a token', async () => {
  const list = (client: SFNClient) => () => client.send(new ListMapRunsCommand({ executionArn: EXECUTION }));
  await settle(120, list(statesClient()));
  // One token comes in a second, so three calls at once cannot all have the first.
  const outcomes = await settle(3, list(statesClient({ maxAttempts: 10 })));
  expect(outcomes.map(({ name }) => name)).toEqual(Array(3).fill('ExecutionDoesNotExist'));
  expect(Math.max(...outcomes.map(({ $metadata }) => $metadata?.attempts ?? 0))).toBeGreaterThan(1);
}, 30_000);

test('a jump of the virtual clock gives nobody a token', async () => {
  const states = statesClient();
  const burst = () => states.send(new ListMapRunsCommand({ executionArn: EXECUTION }));
  await settle(120, burst);
  await aws.advance(86_400);
  expect(throttledIn(await settle(20, burst))).toBeGreaterThan(10);
});

test('another account and another region are not touched', async () => {
  const burst = (client: SFNClient) => () => client.send(new ListMapRunsCommand({ executionArn: EXECUTION }));
  expect(throttledIn(await settle(120, burst(statesClient())))).toBeGreaterThan(0);
  const credentials = { accessKeyId: 'AKIA210987654321', secretAccessKey: 'local' };
  expect(throttledIn(await settle(50, burst(statesClient({ credentials }))))).toBe(0);
  expect(throttledIn(await settle(50, burst(statesClient({ region: 'us-east-1' }))))).toBe(0);
});

test('logs are read at the rate of the region', async () => {
  const logs = new CloudWatchLogsClient({ ...aws.clientSettings, region: 'eu-central-1' });
  clients.push(logs);
  const before = performance.now();
  const errors = await settle(40, () => logs.send(new FilterLogEventsCommand({ logGroupName: 'none' })));
  const through = 40 - throttledIn(errors);
  expect(through).toBeGreaterThanOrEqual(5);
  expect(through).toBeLessThanOrEqual(5 + ((performance.now() - before) / 1_000) * 5 + 1);
});

test('nothing is too much once limits are off', async () => {
  await aws.control('PUT', 'limits', { mode: 'off' });
  const states = statesClient();
  expect(await settle(150, () => states.send(new ListStateMachinesCommand({})))).toEqual([]);
});

test('a fault that was given at the start is there', async () => {
  const { faults } = await aws.control('GET', 'faults');
  expect(faults).toMatchObject([{ action: 'states:ListActivities', kind: 'denied', account: '210987654321' }]);
});
