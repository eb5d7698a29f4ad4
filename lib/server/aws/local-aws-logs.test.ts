import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

// The local AWS over its wire, as the product meets it: a process of its own and the real SDK.

const CHECKOUTS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:checkout-api';
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

describe('logs', () => {
  async function readLogs(input: object, pageSize = 10_000): Promise<FilteredLogEvent[]> {
    const events: FilteredLogEvent[] = [];
    for await (const page of paginateFilterLogEvents(
      { client: logs, pageSize },
      { logGroupName: LOG_GROUP, ...input },
    )) {
      events.push(...(page.events ?? []));
    }
    return events;
  }

  test('names the group and holds one plain line and the lines of 60 executions', async () => {
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/vendedlogs/states/' }),
    );
    expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual([LOG_GROUP]);
    const [plain, ...lines] = await readLogs({});
    expect(plain?.message).toMatch(/^Permissions are set correctly/);
    const records = lines.map(({ message = '' }) => JSON.parse(message));
    expect(records.filter(({ type }) => type === 'ExecutionStarted').length).toBeGreaterThanOrEqual(60);
    expect(records[0]).toMatchObject({ id: '1', previous_event_id: '0', redrive_count: '0', type: 'ExecutionStarted' });
    expect(typeof records[0].event_timestamp).toBe('string');
    expect(lines[0]?.logStreamName).toMatch(/^states\/checkout-api\/\d{4}-\d\d-\d\d-\d\d-\d\d\/00000000$/);
  });

  test('pages of any length give the same lines, each under one id', async () => {
    const [small, large] = [await readLogs({}, 50), await readLogs({})];
    expect(small).toEqual(large);
    expect(new Set(large.map(({ eventId }) => eventId)).size).toBe(large.length);
  });

  test('filters by execution and by time', async () => {
    const { message = '', timestamp = 0 } = (await readLogs({})).at(-1) ?? {};
    const arn: string = JSON.parse(message).execution_arn;
    const found = await readLogs({ filterPattern: `{ $.execution_arn = "${arn}" }` });
    expect(found.length).toBeGreaterThan(5);
    expect(found.every((event) => event.message?.includes(arn))).toBe(true);
    const late = await readLogs({ startTime: timestamp });
    expect(late.length).toBeGreaterThan(0);
    expect(late.every((event) => (event.timestamp ?? 0) >= timestamp)).toBe(true);
  });

  test('a line can be read 2 to 12 s after its event, and not in the order of the ids', async () => {
    const { executionArn = '' } = await states.send(
      new StartExecutionCommand({ stateMachineArn: CHECKOUTS, input: '{"cartId":"c"}' }),
    );
    const filterPattern = `{ $.execution_arn = "${executionArn}" }`;
    await aws.advance(1);
    expect(await readLogs({ filterPattern })).toEqual([]);
    await aws.advance(60);
    const lines = await readLogs({ filterPattern });
    const delays = lines.map(({ ingestionTime = 0, timestamp = 0 }) => ingestionTime - timestamp);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(12_000);
    const arrivals = lines.map(({ ingestionTime = 0 }) => ingestionTime);
    expect(arrivals).not.toEqual([...arrivals].sort((one, other) => one - other));
  });

  test('tells why it cannot', async () => {
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: 'nowhere' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    const unread = new FilterLogEventsCommand({ logGroupName: LOG_GROUP, filterPattern: '[a, b]' });
    await expect(logs.send(unread)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
