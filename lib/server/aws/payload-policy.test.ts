import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { type LocalAws, startLocalAws, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const CLICK = { priority: 'click' } as const;
const LOG_GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/checkout-api-Logs';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws('small');
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  return aws.stop();
});

function connect(hidden: readonly string[]) {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const rules = hidden.length === 0 ? [] : [{ machines: hidden, policy: 'hidden' as const }];
  const [connection] = createAwsConnections([{ ...TEST_CONNECTION, payloads: rules }]).list();
  if (connection === undefined) throw new Error('no connection');
  return connection;
}

test('of a hidden machine nothing that it passes around comes through, whatever is asked (T4)', async () => {
  const executionArn = `${PLACE}:execution:order-fulfilment:hidden-1`;
  const input = { orderId: 'canary-1', amount: 4_000, items: [] };
  // It must not come to a failure, whose cause AWS tells without the data, too.
  const script = { ValidateOrder: [{ hold: true }] };
  await aws.control('POST', 'executions', { machine: 'order-fulfilment', name: 'hidden-1', input, script });
  const ask = async (hidden: readonly string[]) => {
    const { stepFunctions, waitingTasks, payloadPolicyOf } = connect(hidden);
    const waiting = { executionArn, eventId: 1, state: 'ValidateOrder', lastEventId: 1 };
    return {
      policy: payloadPolicyOf(executionArn),
      description: await stepFunctions.describeExecution(executionArn, CLICK),
      page: await stepFunctions.getHistoryPage({ executionArn, token: null, includeData: true }, CLICK),
      event: await stepFunctions.getEventPayload({ executionArn, eventId: 1 }, CLICK),
      task: await waitingTasks.find(waiting, CLICK),
    };
  };
  const shown = await ask(['price-*']);
  expect(shown.policy).toBe('shown');
  for (const answer of [shown.description, shown.page, shown.event])
    expect(JSON.stringify(answer)).toContain('canary-1');
  const hidden = await ask(['price-*', 'order-*']);
  expect(JSON.stringify(hidden)).not.toContain('canary-1');
  expect(hidden).toMatchObject({
    policy: 'hidden',
    description: { kind: 'found', value: { name: 'hidden-1', input: null, output: null } },
    page: { kind: 'page' },
    event: { kind: 'unavailable', reason: 'hidden' },
    task: { kind: 'no-token', reason: 'hidden' },
  });
});

test('of a hidden machine log lines come without their data (T4)', async () => {
  const read = async (hidden: readonly string[]) => {
    const query = {
      logGroupArn: LOG_GROUP,
      fromMs: epochMs(0),
      toMs: epochMs(Date.now() + 86_400_000),
      filter: { kind: 'machine', machineArn: `${PLACE}:stateMachine:checkout-api` },
      token: null,
    } as const;
    const page = await connect(hidden).logs.filterEvents(query, CLICK);
    if (page.kind !== 'page') throw new Error(page.kind);
    return page.items;
  };
  const withData = (items: Awaited<ReturnType<typeof read>>) =>
    items.filter(({ event: { details } }) => 'input' in details || 'output' in details || 'parameters' in details);
  const shown = await read([]);
  expect(withData(shown).length).toBeGreaterThan(60);
  const hidden = await read(['checkout-api']);
  expect(hidden.length).toBeGreaterThanOrEqual(shown.length);
  expect(withData(hidden)).toEqual([]);
});
