import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { MachineSelection } from '@/lib/domain/name-pattern';
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
afterEach(async () => {
  await aws.control('DELETE', 'faults');
  vi.unstubAllEnvs();
});

/** The connection that the environment describes, as the server would make it. */
function connect() {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const connections = createAwsConnections([TEST_CONNECTION]);
  const [connection] = connections.list();
  if (connection === undefined) throw new Error('no connection');
  return { connections, connection, reader: connection.stepFunctions, logs: connection.logs };
}

describe('CloudWatch Logs through the real SDK', () => {
  const week = { fromMs: epochMs(Date.now() - 7 * 86_400_000), toMs: epochMs(Date.now() + 3_600_000) };

  async function checkoutGroup(): Promise<string> {
    const found = await connect().reader.describeMachine(CHECKOUT, CLICK);
    if (found.kind !== 'found' || found.value.logging.logGroupArn === null) throw new Error('no log group');
    return found.value.logging.logGroupArn;
  }

  test('pages through the lines of a machine, of one execution and of one event', async () => {
    const { logs } = connect();
    const query = { logGroupArn: await checkoutGroup(), ...week };
    const all = await logs.filterEvents({ ...query, token: null, filter: { kind: 'everything' } }, CLICK);
    if (all.kind !== 'page') throw new Error(all.kind);
    expect(all.items.length).toBeGreaterThan(50);
    const mine = { kind: 'machine', machineArn: CHECKOUT } as const;
    let token: string | null = null;
    const seen: string[] = [];
    do {
      const page = await logs.filterEvents({ ...query, token, filter: mine, limit: 37 }, CLICK);
      if (page.kind !== 'page') throw new Error(page.kind);
      seen.push(...page.items.map(({ executionArn, event }) => `${executionArn} ${event.id} ${event.atMs}`));
      token = page.nextToken;
    } while (token !== null);
    expect(seen.toSorted()).toEqual(
      all.items.map(({ executionArn, event }) => `${executionArn} ${event.id} ${event.atMs}`).toSorted(),
    );

    const [sample] = all.items;
    if (sample === undefined) throw new Error('no line');
    expect(sample.ingestedAtMs).toBeGreaterThanOrEqual(sample.event.atMs);
    const execution = { kind: 'execution', executionArn: sample.executionArn } as const;
    const one = await logs.filterEvents({ ...query, token: null, filter: execution }, CLICK);
    expect(one.kind === 'page' && new Set(one.items.map(({ executionArn }) => executionArn))).toEqual(
      new Set([sample.executionArn]),
    );
    const line = await logs.filterEvents({ ...query, token: null, filter: { ...execution, eventId: 2 } }, CLICK);
    expect(line.kind === 'page' && line.items.map(({ event }) => event.id)).toEqual([2]);
  });

  test('a group that is not there is gone, a token that is not good has expired', async () => {
    const { logs } = connect();
    const group = await checkoutGroup();
    const query = { ...week, filter: { kind: 'everything' } } as const;
    expect(await logs.filterEvents({ ...query, logGroupArn: `${group}-nope`, token: null }, CLICK)).toEqual({
      kind: 'gone',
    });
    expect(await logs.filterEvents({ ...query, logGroupArn: group, token: 'old' }, CLICK)).toEqual({
      kind: 'token-expired',
    });
  });
});

describe('what a person meets', () => {
  test.each([
    ['expired', 'expired-credentials', 'expired-credentials', 'aws sso login'],
    ['denied', 'access-denied', 'access-denied', "The server's role lacks states:ListExecutions."],
    ['throttled', 'throttled', 'throttled', 'goes on by itself'],
    ['unavailable', 'unreachable', 'unreachable', 'in eu-west-1'],
    ['drop', 'unreachable', 'unreachable', 'Check the network'],
  ])('%s: its code, its words and its state', async (fault, code, health, words) => {
    const { connection, reader } = connect();
    await reader.listMachines({ token: null }, CLICK);
    await aws.control('PUT', 'faults', { action: 'states:ListExecutions', fault });
    const failing = reader.listExecutions({ machineArn: ORDERS, token: null }, CLICK);
    await expect(failing).rejects.toMatchObject({ name: 'AppError', code, message: expect.stringContaining(words) });
    expect(connection.state()).toMatchObject({ health: { kind: health }, problem: expect.stringContaining(words) });
  });

  test('retries what may pass: two refusals and a third try that works', async () => {
    const { connection, reader } = connect();
    await aws.control('PUT', 'faults', { action: 'states:ListExecutions', fault: 'throttled', times: 2 });
    expect(await reader.listExecutions({ machineArn: ORDERS, token: null }, CLICK)).toMatchObject({ kind: 'page' });
    expect(connection.state().health.kind).toBe('ok');
    await aws.control('PUT', 'faults', { action: 'logs:FilterLogEvents', fault: 'drop', times: 1 });
    expect(
      await connect().logs.filterEvents(
        {
          logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:nope',
          fromMs: epochMs(0),
          toMs: epochMs(1),
          token: null,
          filter: { kind: 'everything' },
        },
        CLICK,
      ),
    ).toEqual({ kind: 'gone' });
  });

  test('what lacks for one action does not stop another', async () => {
    const { connection, reader } = connect();
    await aws.control('PUT', 'faults', { action: 'states:GetExecutionHistory', fault: 'denied' });
    const query = { executionArn: `${PLACE}:execution:order-fulfilment:x`, token: null, includeData: false };
    await expect(reader.getHistoryPage(query, CLICK)).rejects.toMatchObject({ code: 'access-denied' });
    expect(await reader.listExecutions({ machineArn: ORDERS, token: null }, CLICK)).toMatchObject({ kind: 'page' });
    expect(connection.state().health).toEqual({ kind: 'access-denied', actions: ['states:GetExecutionHistory'] });
  });

  test('a person who gives up ends the wait', async () => {
    const { reader } = connect();
    await aws.control('PUT', 'faults', { action: 'states:ListExecutions', latencyMs: 5_000 });
    const abort = new AbortController();
    const startedMs = Date.now();
    const reading = reader.listExecutions({ machineArn: ORDERS, token: null }, { ...CLICK, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('left the page')), 50);
    await expect(reading).rejects.toThrow('left the page');
    expect(Date.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('where our clock is ten minutes off', () => {
  /** An order that waits for an approval in the small workload. */
  async function findWaiting({ connection, reader }: ReturnType<typeof connect>) {
    const page = await reader.listExecutions({ machineArn: ORDERS, status: 'RUNNING', token: null }, CLICK);
    if (page.kind !== 'page') throw new Error(page.kind);
    for (const { arn: executionArn } of page.items) {
      const history = await reader.getHistoryPage({ executionArn, token: null, includeData: false }, CLICK);
      const events = history.kind === 'page' ? history.items : [];
      const eventId = events.findLast(({ type }) => type === 'TaskScheduled')?.id ?? 0;
      const query = { executionArn, eventId, state: 'ApproveLargeOrder', lastEventId: events.length };
      const found = await connection.waitingTasks.find(query, CLICK);
      if (found.kind === 'found') return found.task;
    }
    throw new Error('no order waits');
  }

  test('an approval is signed with the time that reading has learnt, so that the only try is a good one', async () => {
    const connected = connect();
    await aws.control('PUT', 'faults', { action: '*', fault: 'clock-skew', skewMs: 10 * 60_000 });
    const task = await findWaiting(connected);
    expect(await task.answer({ kind: 'approve', output: '{"approved":true}' })).toMatchObject({ kind: 'accepted' });
    expect(connected.connection.state().health.kind).toBe('ok');
  });
});

describe('which connection an ARN belongs to (N2)', () => {
  test('matches partition, region and account, learning the account when first asked', async () => {
    const { connections, connection } = connect();
    const arn = `${PLACE}:execution:order-fulfilment:any`;
    expect(await connections.findFor(arn, CLICK)).toMatchObject({
      kind: 'connection',
      connection: { name: 'default' },
    });
    expect(connection.state().account).toBe('123456789012');
    for (const foreign of [
      arn.replace('123456789012', '210987654321'),
      arn.replace('eu-west-1', 'us-east-1'),
      'arn:aws-cn:states:cn-north-1:123456789012:execution:order-fulfilment:any',
    ]) {
      expect(await connections.findFor(foreign, CLICK), foreign).toMatchObject({ kind: 'foreign' });
    }
    expect(await connections.findFor('arn:aws:s3:::bucket', CLICK)).toEqual({ kind: 'invalid' });
  });

  test('the reader itself refuses an ARN of another place', async () => {
    const { reader } = connect();
    await reader.listMachines({ token: null }, CLICK);
    for (const foreign of [ORDERS.replace('eu-west-1', 'us-east-1'), ORDERS.replace('123456789012', '210987654321')]) {
      await expect(reader.describeMachine(foreign, CLICK)).rejects.toMatchObject({ code: 'invalid-request' });
    }
  });

  test('a connection that cannot tell its account does not keep another from answering (R4)', async () => {
    connect();
    const connections = createAwsConnections([
      { ...TEST_CONNECTION, name: 'down', refuseEndpoint: () => 'is down for this test' },
      { ...TEST_CONNECTION, name: 'up' },
    ]);
    expect(await connections.findFor(ORDERS, CLICK)).toMatchObject({ kind: 'connection', connection: { name: 'up' } });
    const foreign = ORDERS.replace('123456789012', '210987654321');
    await expect(connections.findFor(foreign, CLICK)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('gives a machine to the first connection that selects it, and to nobody what none of them selects', async () => {
    connect();
    const connections = createAwsConnections([
      { ...TEST_CONNECTION, name: 'orders', machines: { include: ['order-*'], exclude: [] } },
      { ...TEST_CONNECTION, name: 'rest', machines: { include: [], exclude: ['checkout-*'] } },
    ]);
    const payouts = `${PLACE}:stateMachine:supplier-payouts`;
    const found = async (arn: string) => {
      const match = await connections.findFor(arn, CLICK);
      return match.kind === 'connection' ? match.connection.name : match.kind;
    };
    const [orders, rest] = connections.list();
    // Until the first knows its account, the second cannot leave its machines to it.
    expect(await rest?.selects(ORDERS, CLICK)).toBe(true);
    expect([await found(ORDERS), await found(payouts), await found(CHECKOUT)]).toEqual(['orders', 'rest', 'foreign']);
    expect(await found(`${PLACE}:execution:checkout-api:any`)).toBe('foreign');
    const selecting = (arn: string) => Promise.all([orders?.selects(arn, CLICK), rest?.selects(arn, CLICK)]);
    expect(await Promise.all([ORDERS, payouts, CHECKOUT].map(selecting))).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  test('chooses machines by their tags, once they are read, and asks for none where names are enough', async () => {
    connect();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA210987654321');
    const backup = 'arn:aws:states:us-east-1:210987654321:stateMachine:asset-backup';
    const settings = { ...TEST_CONNECTION.settings, region: 'us-east-1' };
    const named = (name: string, machines: MachineSelection) => ({ ...TEST_CONNECTION, name, settings, machines });
    const media = { include: [], exclude: ['team=media'] };
    const connections = createAwsConnections([
      named('without', { include: [], exclude: [], tags: media }),
      named('of-nobody', { include: [], exclude: [], tags: { include: ['team=shop', 'stage=*'], exclude: [] } }),
      named('of-media', { include: ['asset-*'], exclude: [], tags: { include: ['team=med*'], exclude: [] } }),
      named('by-name', { include: [], exclude: [] }),
    ]);
    const list = connections.list();
    for (const connection of list) await connection.stepFunctions.listMachines({ token: null }, CLICK);
    const selecting = await Promise.all(list.map((connection) => connection.selects(backup, CLICK)));
    expect(selecting).toEqual([false, false, true, false]);
    expect(await connections.findFor(backup, CLICK)).toMatchObject({ connection: { name: 'of-media' } });
    await aws.control('PUT', 'faults', { action: 'states:ListTagsForResource', fault: 'denied' });
    const other = backup.replace('asset-backup', 'asset-other');
    const [without, , , byName] = list;
    await expect(without?.selects(other, CLICK)).rejects.toMatchObject({ code: 'access-denied' });
    // Nobody waits for the tags that another connection cannot read.
    expect(await byName?.selects(other, CLICK)).toBe(true);
    expect(byName?.state().permissions.map(({ action }) => action)).not.toContain('states:ListTagsForResource');
  });

  test('tells two accounts of one region apart by the keys that each has', async () => {
    connect();
    const folder = await mkdtemp(join(tmpdir(), 'statelens-accounts-'));
    const keys = (key: string) => `aws_access_key_id=${key}\naws_secret_access_key=s\n`;
    const file = join(folder, 'credentials');
    await writeFile(file, `[shop]\n${keys('ANY')}[media]\n${keys('AKIA210987654321')}`);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    const { settings } = TEST_CONNECTION;
    const connections = createAwsConnections([
      { ...TEST_CONNECTION, name: 'media', settings: { ...settings, profile: 'media', region: 'us-east-1' } },
      { ...TEST_CONNECTION, name: 'shop', settings: { ...settings, profile: 'shop' } },
    ]);
    expect(await connections.findFor(ORDERS, CLICK)).toMatchObject({
      kind: 'connection',
      connection: { name: 'shop' },
    });
    await rm(folder, { recursive: true });
  });

  test('an account that hangs does not delay another of the same region (R4)', async () => {
    connect();
    const folder = await mkdtemp(join(tmpdir(), 'statelens-hanging-'));
    const file = join(folder, 'credentials');
    await writeFile(file, '[hangs]\naws_access_key_id=AKIA210987654321\naws_secret_access_key=s\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    const { settings } = TEST_CONNECTION;
    const connections = createAwsConnections([
      { ...TEST_CONNECTION, name: 'hangs', settings: { ...settings, profile: 'hangs' } },
      { ...TEST_CONNECTION, name: 'answers' },
    ]);
    await aws.control('PUT', 'faults', { action: '*', fault: 'slow', latencyMs: 8_000, account: '210987654321' });
    const [hangs, answers] = connections.list();
    const abort = new AbortController();
    const hanging = hangs?.stepFunctions.listMachines({ token: null }, { ...CLICK, signal: abort.signal });
    const startedMs = performance.now();
    const execution = `${PLACE}:execution:order-fulfilment:any`;
    expect(await connections.findFor(execution, { ...CLICK, signal: abort.signal })).toMatchObject({
      kind: 'connection',
      connection: { name: 'answers' },
    });
    for (let call = 0; call < 20; call += 1) {
      await answers?.stepFunctions.listExecutions({ machineArn: ORDERS, status: 'RUNNING', token: null }, CLICK);
    }
    expect(performance.now() - startedMs).toBeLessThan(7_000);
    expect([hangs?.state().health.kind, answers?.state().health.kind]).toEqual(['untried', 'ok']);
    abort.abort(new Error('the test is over'));
    await expect(hanging).rejects.toThrow('the test is over');
    await rm(folder, { recursive: true });
  });
});
