import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AwsOverHttp, startWire, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

const CLICK = { priority: 'click' } as const;

let folder: string;
let aws: AwsOverHttp;
/** What AWS makes of the access key that a request is signed with. */
let accepted = 'AKIDFRESH';
const keys: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statelens-aws-'));
  keys.length = 0;
  aws = await startWire(() => ({
    respond: (request, response) => {
      const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      keys.push(key);
      const body = key === accepted ? { stateMachines: [] } : { __type: 'ExpiredTokenException' };
      response.writeHead(key === accepted ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    },
  }));
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('HOME', folder);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await aws.stop();
  await rm(folder, { recursive: true });
});

function connect(profile: string | null, region: string | null = 'eu-west-1') {
  const [connection] = createAwsConnections([
    { ...TEST_CONNECTION, settings: { ...TEST_CONNECTION.settings, profile, region } },
  ]).list();
  if (connection === undefined) throw new Error('no connection');
  return { connection, read: () => connection.stepFunctions.listMachines({ token: null }, CLICK) };
}

const credentials = (key: string) =>
  writeFile(join(folder, 'credentials'), `[work]\naws_access_key_id=${key}\naws_secret_access_key=s\n`);

test('no credentials anywhere: says where to put them and asks AWS nothing', async () => {
  const { connection, read } = connect(null);
  await expect(read()).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining('aws configure'),
  });
  expect(connection.state().health).toEqual({ kind: 'no-credentials' });
  expect(keys).toEqual([]);
});

test('expired credentials are noticed, named by profile, and renewed ones are found without a restart (R3)', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await credentials('AKIDSTALE');
  const { connection, read } = connect('work');
  await expect(read()).rejects.toMatchObject({
    code: 'expired-credentials',
    message: expect.stringContaining('aws sso login --profile work'),
  });
  // Nothing goes out until the next probe is due.
  for (let i = 0; i < 10; i += 1) await expect(read()).rejects.toMatchObject({ code: 'expired-credentials' });
  expect(keys).toEqual(['AKIDSTALE']);
  vi.advanceTimersByTime(30_000);
  await expect(read()).rejects.toMatchObject({ code: 'expired-credentials' });
  expect(keys).toHaveLength(2);

  await credentials('AKIDFRESH');
  vi.advanceTimersByTime(30_000);
  expect(await read()).toMatchObject({ kind: 'page' });
  expect(keys).toEqual(['AKIDSTALE', 'AKIDSTALE', 'AKIDFRESH']);
  expect(connection.state()).toMatchObject({ health: { kind: 'ok' }, problem: null });
});

test('a profile with single sign-on and no login asks for one, whatever the SDK calls that', async () => {
  await writeFile(
    join(folder, 'config'),
    '[profile work]\nsso_session=corp\nsso_account_id=123456789012\nsso_role_name=Viewer\nregion=eu-west-1\n[sso-session corp]\nsso_region=eu-west-1\nsso_start_url=https://example.com/start\n',
  );
  const { connection, read } = connect('work', null);
  await expect(read()).rejects.toMatchObject({
    code: 'expired-credentials',
    message: expect.stringContaining('aws sso login --profile work'),
  });
  expect(connection.state().health).toEqual({ kind: 'expired-credentials' });
});

test('takes the region from the profile, and says so where there is none', async () => {
  accepted = 'AKIDFRESH';
  await credentials('AKIDFRESH');
  await writeFile(join(folder, 'config'), '[profile work]\nregion=ap-southeast-2\n');
  const { connection, read } = connect('work', null);
  await read();
  expect(connection.state()).toMatchObject({ region: 'ap-southeast-2', partition: 'aws', account: null });

  const other = connect('other', null);
  await expect(other.read()).rejects.toMatchObject({ code: 'no-region' });
});
