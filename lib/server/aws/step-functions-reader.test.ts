import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { type LocalAws, startLocalAws, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const ORDERS = `${PLACE}:stateMachine:order-fulfilment`;
const CHECKOUT = `${PLACE}:stateMachine:checkout-api`;
const CLICK = { priority: 'click' } as const;

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws('small');
}, 60_000);
afterAll(() => aws.stop());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The connection that the environment describes, as the server would make it. */
function connect() {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const connections = createAwsConnections([TEST_CONNECTION]);
  const [connection] = connections.list();
  if (connection === undefined) throw new Error('no connection');
  return { connection, reader: connection.stepFunctions };
}

async function startOrder(name: string, items: number, amount = 10): Promise<string> {
  await aws.control('POST', 'executions', {
    machine: 'order-fulfilment',
    name,
    input: {
      orderId: name,
      customer: { id: 'c-1' },
      amount,
      currency: 'EUR',
      shipping: { country: 'IE', method: 'standard', postcode: 'T12 X70A' },
      items: Array.from({ length: items }, (_, index) => ({ sku: `sku-${index}`, quantity: 1 })),
    },
    script: {
      ValidateOrder: [{ output: { valid: true } }],
      ReserveStock: [{ output: { reserved: true } }],
      ApproveLargeOrder: [{ hold: true }],
      ChargeCard: [{ output: { chargeId: 'ch_1', network: 'visa' } }],
      PickItem: [{ output: { bin: '412-7' } }],
      BookCourier: [{ output: { bookingId: 'PN1', carrier: 'ParcelNet' } }],
    },
  });
  return `${PLACE}:execution:order-fulfilment:${name}`;
}

async function wholeHistory(executionArn: string, includeData: boolean, reverse = false) {
  const { reader } = connect();
  const pages: number[] = [];
  const events: HistoryEvent[] = [];
  let token: string | null = null;
  do {
    const page = await reader.getHistoryPage({ executionArn, token, includeData, reverse }, CLICK);
    if (page.kind !== 'page') throw new Error(page.kind);
    pages.push(page.items.length);
    events.push(...page.items);
    token = page.nextToken;
  } while (token !== null);
  return { pages, events };
}

test('lists machines and learns the account from them', async () => {
  const { connection, reader } = connect();
  expect(connection.state()).toMatchObject({ account: null, health: { kind: 'untried' }, lastSuccessMs: null });
  const page = await reader.listMachines({ token: null }, CLICK);
  expect(page).toMatchObject({ kind: 'page', nextToken: null });
  expect(page.kind === 'page' && page.items.find(({ arn }) => arn === CHECKOUT)).toEqual({
    arn: CHECKOUT,
    name: 'checkout-api',
    type: 'EXPRESS',
    createdAtMs: expect.any(Number),
  });
  expect(connection.state()).toMatchObject({
    name: 'default',
    partition: 'aws',
    region: 'eu-west-1',
    account: '123456789012',
    health: { kind: 'ok' },
    problem: null,
  });
});

test('describes a machine with its log group, and one that there is not', async () => {
  const { reader } = connect();
  const found = await reader.describeMachine(CHECKOUT, CLICK);
  expect(found).toMatchObject({
    kind: 'found',
    value: { arn: CHECKOUT, status: 'ACTIVE', type: 'EXPRESS', logging: { level: 'ALL', includesData: true } },
  });
  expect(found.kind === 'found' && found.value.logging.logGroupArn).toMatch(/^arn:aws:logs:.*[^*]$/);
  expect(await reader.describeMachine(`${ORDERS}-nope`, CLICK)).toEqual({ kind: 'gone' });
});

test('pages through executions by status, and names what cannot be listed', async () => {
  const { reader } = connect();
  const all = await reader.listExecutions({ machineArn: ORDERS, token: null }, CLICK);
  if (all.kind !== 'page') throw new Error(all.kind);
  const arns: string[] = [];
  let token: string | null = null;
  do {
    const page = await reader.listExecutions({ machineArn: ORDERS, token, limit: 5 }, CLICK);
    if (page.kind !== 'page') throw new Error(page.kind);
    arns.push(...page.items.map(({ arn }) => arn));
    token = page.nextToken;
  } while (token !== null);
  expect(arns).toEqual(all.items.map(({ arn }) => arn));
  expect(arns.length).toBeGreaterThanOrEqual(16);
  const succeeded = await reader.listExecutions({ machineArn: ORDERS, token: null, status: 'SUCCEEDED' }, CLICK);
  expect(succeeded.kind === 'page' && new Set(succeeded.items.map(({ status }) => status))).toEqual(
    new Set(['SUCCEEDED']),
  );
  expect(await reader.listExecutions({ machineArn: CHECKOUT, token: null }, CLICK)).toEqual({
    kind: 'unavailable',
    reason: 'express',
  });
  expect(await reader.listExecutions({ machineArn: `${ORDERS}-nope`, token: null }, CLICK)).toEqual({ kind: 'gone' });
  expect(await reader.listExecutions({ machineArn: ORDERS, token: 'AAAAKgAAAAIAAAAAold' }, CLICK)).toEqual({
    kind: 'token-expired',
  });
});

test('describes an execution and the machine as it was then', async () => {
  const { reader } = connect();
  const arn = await startOrder('described', 1);
  expect(await reader.describeExecution(arn, CLICK)).toMatchObject({
    kind: 'found',
    value: { arn, machineArn: ORDERS, name: 'described', status: 'RUNNING', endedAtMs: null, redriveCount: 0 },
  });
  expect(await reader.describeMachineOfExecution(arn, CLICK)).toMatchObject({
    kind: 'found',
    value: { arn: ORDERS, name: 'order-fulfilment', logging: { level: 'OFF', logGroupArn: null } },
  });
  expect(await reader.describeExecution(`${arn}-nope`, CLICK)).toEqual({ kind: 'gone' });
  const revision = { revisionId: null, updatedAtMs: expect.any(Number) };
  expect(await reader.describeRevisionOfExecution(arn, CLICK)).toEqual({ kind: 'found', value: revision });
  expect(await reader.describeMachineOfExecution(`${arn}-nope`, CLICK)).toEqual({ kind: 'gone' });
  expect(await reader.describeRevisionOfExecution(`${arn}-nope`, CLICK)).toEqual({ kind: 'gone' });
  expect(await reader.getHistoryPage({ executionArn: `${arn}-nope`, token: null, includeData: false }, CLICK)).toEqual({
    kind: 'gone',
  });
});

test('asks nothing of the API that it refuses for Express', async () => {
  const { connection, reader } = connect();
  const arn = `${PLACE}:express:checkout-api:run-1:e362980d-8bb3-43e1-bba8-5e75ce37dae9`;
  const unavailable = { kind: 'unavailable', reason: 'express' };
  expect(await reader.describeExecution(arn, CLICK)).toEqual(unavailable);
  expect(await reader.describeMachineOfExecution(arn, CLICK)).toEqual(unavailable);
  expect(await reader.getHistoryPage({ executionArn: arn, token: null, includeData: false }, CLICK)).toEqual(
    unavailable,
  );
  expect(await reader.getEventPayload({ executionArn: arn, eventId: 3 }, CLICK)).toEqual(unavailable);
  expect(connection.state().health.kind).toBe('untried');
});

test('reads a history of several pages both ways, with and without payloads, and any single event of it', async () => {
  const arn = await startOrder('large', 150);
  await aws.control('POST', 'clock', { advanceMs: 3_600_000 });
  const bare = await wholeHistory(arn, false);
  expect(bare.pages[0]).toBe(1_000);
  expect(bare.events.map(({ id }) => id)).toEqual(bare.events.map((_, index) => index + 1));
  expect(bare.events.some(({ details }) => 'input' in details)).toBe(false);
  const full = await wholeHistory(arn, true);
  expect(full.pages[0]).toBe(100);
  expect(full.events.map(({ id }) => id)).toEqual(bare.events.map(({ id }) => id));
  expect(full.events[0]?.details['input']).toContain('sku-149');
  const down = await wholeHistory(arn, false, true);
  expect(down.events.toReversed()).toEqual(bare.events);

  const { reader } = connect();
  const last = full.events.length;
  for (const eventId of [1, 550, 551, last - 3, 980, 20, last]) {
    expect(
      await reader.getEventPayload({ executionArn: arn, eventId, lastEventId: last }, CLICK),
      `event ${eventId}`,
    ).toEqual({ kind: 'found', value: full.events[eventId - 1] });
  }
  expect(await reader.getEventPayload({ executionArn: arn, eventId: last + 5 }, CLICK)).toEqual({ kind: 'gone' });
  expect(await reader.getEventPayload({ executionArn: `${arn}-nope`, eventId: 1 }, CLICK)).toEqual({ kind: 'gone' });
});
