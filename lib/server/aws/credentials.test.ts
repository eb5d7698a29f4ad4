import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import type { ConnectionSettings } from './clients';
import { createAwsConnections } from './connections';

const CLICK = { priority: 'click' } as const;
const MEDIA = '210987654321';
const ROLE = { arn: `arn:aws:iam::${MEDIA}:role/statelens-reader`, sessionName: 'statelens' };
const GUARDED = { ...ROLE, externalId: 'statelens-demo' };

let folder: string;
let aws: LocalAws;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statelens-roles-'));
  aws = await startLocalAws('empty');
}, 60_000);
afterAll(async () => {
  await aws.stop();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  await aws.control('DELETE', 'faults');
  vi.unstubAllEnvs();
});

function connect(settings: Partial<ConnectionSettings>, refuseEndpoint: (url: string) => string | null = () => null) {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const all = { ...TEST_CONNECTION.settings, ...settings };
  const [connection] = createAwsConnections([{ ...TEST_CONNECTION, refuseEndpoint, settings: all }]).list();
  if (connection === undefined) throw new Error('no connection');
  return { connection, read: () => connection.stepFunctions.listMachines({ token: null }, CLICK) };
}

test('a role is taken on with its external id, and the connection is of its account', async () => {
  const { connection, read } = connect({ role: GUARDED, region: 'us-east-1' });
  expect(await read()).toMatchObject({ kind: 'page' });
  expect(connection.state()).toMatchObject({ account: MEDIA, region: 'us-east-1', health: { kind: 'ok' } });
});

test.each([
  ['without its external id', null],
  ['with another external id', 'guessed'],
])('a role %s is told as that, and not as a permission for the call', async (_, externalId) => {
  const { connection, read } = connect({ role: { ...ROLE, externalId } });
  await expect(read()).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining(`The role ${ROLE.arn} cannot be taken on.`),
  });
  expect(connection.state()).toMatchObject({ health: { kind: 'no-credentials' }, permissions: [] });
});

test('credentials that expired before a role was taken on are told as expired', async () => {
  await aws.control('PUT', 'faults', { action: 'sts:AssumeRole', fault: 'expired' });
  const { read } = connect({ role: GUARDED });
  await expect(read()).rejects.toMatchObject({ code: 'expired-credentials' });
});

test('a profile may name the role, and its refusal is told by the profile', async () => {
  const file = join(folder, 'config');
  const of = (name: string, externalId: string) =>
    `[profile ${name}]\nrole_arn=${ROLE.arn}\nexternal_id=${externalId}\ncredential_source=Environment\nregion=us-east-1\n`;
  await writeFile(file, `${of('media', 'statelens-demo')}${of('wrong', 'guessed')}`);
  const profiled = (profile: string) => {
    const connected = connect({ profile, region: null });
    vi.stubEnv('AWS_CONFIG_FILE', file);
    return connected;
  };
  const media = profiled('media');
  expect(await media.read()).toMatchObject({ kind: 'page' });
  const wrong = profiled('wrong');
  await expect(wrong.read()).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining('The profile wrong gives no AWS credentials that work.'),
  });
});

test('the service that gives out roles is held to the rule for endpoints (N1)', async () => {
  const asked: string[] = [];
  const { read } = connect({ role: GUARDED }, (url) => {
    asked.push(url);
    return 'is refused by this test';
  });
  await expect(read()).rejects.toMatchObject({ code: 'unreachable' });
  expect(asked).toEqual([`${aws.url}/`]);
});

test('a web identity whose token cannot be read is no credentials, and no file is told', async () => {
  const tokenFile = join(folder, 'no-such-token');
  const webIdentity = { roleArn: ROLE.arn, tokenFile, sessionName: 'statelens' };
  const { read } = connect({ webIdentity });
  await expect(read()).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining('web identity token'),
  });
});
