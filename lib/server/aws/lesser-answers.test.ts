import { afterEach, expect, test, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { type AwsOverHttp, startWire, TEST_CONNECTION, type WireAnswer } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

// Services that stand in for AWS leave members out and overlook arguments (docs/peers.md). Nothing wrong may come of it.

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const EXECUTION = `${PLACE}:execution:orders:one`;
const CLICK = { priority: 'click' } as const;

let aws: AwsOverHttp | null = null;
afterEach(async () => {
  await aws?.stop();
  aws = null;
  vi.unstubAllEnvs();
});

async function connect(body: Extract<WireAnswer, { body: unknown }>['body']) {
  aws = await startWire(() => ({ body }));
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const [connection] = createAwsConnections([TEST_CONNECTION]).list();
  if (connection === undefined) throw new Error('no connection');
  return connection;
}

test('an execution is drawn with its definition also where nothing tells when that was written', async () => {
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
  const { stepFunctions } = await connect({
    stateMachineArn: `${PLACE}:stateMachine:orders`,
    name: 'orders',
    definition,
    roleArn: 'arn:aws:iam::123456789012:role/orders',
    creationDate: 1_790_000_000,
  });
  expect(await stepFunctions.describeMachineOfExecution(EXECUTION, CLICK)).toMatchObject({
    kind: 'found',
    value: { definition, updatedAtMs: null },
  });
});

const THREE_EVENTS = [1, 2, 3].map((id) => ({
  id,
  previousEventId: id - 1,
  type: id === 1 ? 'ExecutionStarted' : 'PassStateEntered',
  timestamp: 1_790_000_000 + id,
}));

test.each([
  { reverse: false, events: THREE_EVENTS.toReversed(), ids: [1, 2, 3] },
  { reverse: true, events: THREE_EVENTS, ids: [3, 2, 1] },
])(
  'a page of a history has the order that was asked for, whatever the answer had (reverse: $reverse)',
  async (given) => {
    const { stepFunctions } = await connect({ events: given.events });
    const query = { executionArn: EXECUTION, token: null, reverse: given.reverse, includeData: false };
    const page = await stepFunctions.getHistoryPage(query, CLICK);
    expect(page.kind === 'page' && page.items.map(({ id }) => id)).toEqual(given.ids);
  },
);

test('lines of other executions are left out where a filter pattern was overlooked', async () => {
  const run = `${PLACE}:express:checkout:one:0b0a3c44-0f4e-4d6c-9c3a-6f1f6a0d5c11`;
  const other = `${PLACE}:express:checkout:two:5d0c2b7e-91f4-4f5b-8f07-3a2f1c9be0aa`;
  const line = (executionArn: string, id: number) => ({
    timestamp: 1_790_000_000_000,
    message: JSON.stringify({
      id: String(id),
      previous_event_id: String(id - 1),
      redrive_count: '0',
      type: id === 1 ? 'ExecutionStarted' : 'PassStateEntered',
      event_timestamp: '1790000000000',
      execution_arn: executionArn,
      details: {},
    }),
  });
  const { logs } = await connect({ events: [line(run, 1), line(other, 1), line(run, 2), { message: 'no JSON' }] });
  const read = async (filter: { readonly eventId?: number }) => {
    const page = await logs.filterEvents(
      {
        logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:checkouts',
        fromMs: epochMs(1_780_000_000_000),
        toMs: epochMs(1_800_000_000_000),
        filter: { kind: 'execution', executionArn: run, ...filter },
        token: null,
      },
      CLICK,
    );
    if (page.kind !== 'page') throw new Error(page.kind);
    return {
      lines: page.items.map(({ executionArn, event }) => `${executionArn} ${event.id}`),
      skipped: page.skippedLines,
    };
  };
  expect(await read({})).toEqual({ lines: [`${run} 1`, `${run} 2`], skipped: 1 });
  expect(await read({ eventId: 2 })).toEqual({ lines: [`${run} 2`], skipped: 1 });
});
