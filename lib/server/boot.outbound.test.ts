import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { Connection } from '@/lib/server/ports/aws';
import { type AwsOverHttp, startWire, TEST_CONNECTION, type WireAnswer } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './aws/connections';
import { refuseEndpoint } from './endpoint-address';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const CLICK = { priority: 'click' } as const;

let folder: string;
let aws: AwsOverHttp;
/** Where redirects and endpoints would lead. Nobody may ever come. */
let foreign: { readonly url: string; readonly hits: () => number; readonly stop: () => void };
let answer: () => WireAnswer;
let connected: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statelens-outbound-'));
  aws = await startWire(() => answer());
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  foreign = { url: `http://127.0.0.1:${port}`, hits: () => hits, stop: () => server.close() };
});
afterAll(async () => {
  foreign.stop();
  await aws.stop();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Notes every address that the process opens a connection to. */
function watchSockets(): void {
  connected = [];
  const connect = Socket.prototype.connect;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    const [first] = Array.isArray(args[0]) ? args[0] : args;
    connected.push(`${first?.host ?? 'localhost'}:${first?.port}`);
    return Reflect.apply(connect, this, args);
  });
}

function foreignConnections(): readonly string[] {
  return connected.filter((address) => address !== new URL(aws.url).host);
}

function connect() {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  return createAwsConnections([{ ...TEST_CONNECTION, refuseEndpoint }]);
}

/** Every read that takes an ARN, with the result thrown away: what counts is where it went. */
async function readEverything({ stepFunctions, logs }: Connection, arn: string): Promise<void> {
  const query = { executionArn: arn, token: null, includeData: false };
  const lines = { logGroupArn: arn, fromMs: epochMs(0), toMs: epochMs(1), token: null } as const;
  await Promise.allSettled([
    stepFunctions.describeMachine(arn, CLICK),
    stepFunctions.listExecutions({ machineArn: arn, token: null }, CLICK),
    stepFunctions.describeExecution(arn, CLICK),
    stepFunctions.describeMachineOfExecution(arn, CLICK),
    stepFunctions.getHistoryPage(query, CLICK),
    stepFunctions.getEventPayload({ executionArn: arn, eventId: 1 }, CLICK),
    logs.filterEvents({ ...lines, filter: { kind: 'everything' } }, CLICK),
    logs.filterEvents({ ...lines, filter: { kind: 'execution', executionArn: arn } }, CLICK),
  ]);
}

const HOSTS = [
  '169.254.169.254',
  'metadata.google.internal',
  'evil.example',
  'evil.example#',
  'evil.example/',
  'evil.example?',
  'eu-west-1.evil.example',
  'eu-west-1@evil.example',
  'evil.example\\',
  '127.0.0.1',
  '[::1]',
  'localhost',
  '0x7f000001',
  '2130706433',
  'eu-west-1\r\nHost: evil.example',
  'eu-west-1%00',
  'eu-west-1\u0000',
  'ｅu-west-1',
  'EU-WEST-1',
  '..',
  '*',
  '',
  ' ',
  'us-east-1',
  'cn-north-1',
  'us-gov-west-1',
  'fips-us-east-1',
  'aws-global',
];

/** ARNs with something foreign in each place where one could stand. */
function hostileArns(): readonly string[] {
  const shapes: readonly ((text: string) => string)[] = [
    (text) => `arn:aws:states:${text}:123456789012:execution:orders:x`,
    (text) => `arn:aws:states:${text}:123456789012:stateMachine:orders`,
    (text) => `arn:${text}:states:eu-west-1:123456789012:execution:orders:x`,
    (text) => `arn:aws:${text}:eu-west-1:123456789012:log-group:orders`,
    (text) => `arn:aws:states:eu-west-1:${text}:execution:orders:x`,
    (text) => `arn:aws:states:${text}:210987654321:express:orders:x:e362980d-8bb3-43e1-bba8-5e75ce37dae9`,
    (text) => `arn:aws:logs:${text}:123456789012:log-group:orders`,
    (text) => `${PLACE}:execution:${text}:x`,
    (text) => `${PLACE}:execution:orders:${text}`,
    (text) => `${PLACE}:express:orders:${text}:${text}`,
    (text) => `${PLACE}:mapRun:orders/${text}:x`,
    (text) => `${PLACE}:${text}:orders:x`,
    (text) => `http://${text}/${PLACE}:execution:orders:x`,
    (text) => `//${text}`,
    (text) => `${text}`,
  ];
  return shapes.flatMap((shape) => HOSTS.map(shape));
}

const ENDPOINTS = [
  'https://169.254.169.254/',
  'http://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xA9FEA9FE/',
  'https://0251.0376.0251.0376/',
  'https://[::ffff:169.254.169.254]/',
  'https://[64:ff9b::169.254.169.254]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://169.254.170.2/v2',
  'https://metadata.google.internal/',
  'https://100.100.100.200/',
  'http://10.0.0.5:4566',
  'http://192.0.2.1',
  'http://0.0.0.0:4566',
  'http://localhost.evil.example',
  'http://evil.example',
  'https://key:secret@169.254.169.254',
  'ftp://evil.example',
  'file:///etc/passwd',
];

const REDIRECTS = [300, 301, 302, 303, 305, 307, 308].flatMap((status) =>
  ['location', 'x-amz-bucket-region', 'refresh', 'alt-svc', 'link'].map((header) => ({ status, header })),
);

const INPUTS = 500;
const done = { inputs: 0, connections: 0, redirects: 0 };
afterAll(() => {
  process.stdout.write(
    `${done.inputs} inputs, ${done.connections} foreign connections, ${done.redirects} foreign redirects\n`,
  );
});

test('no ARN of a request leads to another place (N2)', async () => {
  answer = () => ({ error: 'StateMachineDoesNotExist' });
  watchSockets();
  const connections = connect();
  const [connection] = connections.list();
  if (connection === undefined) throw new Error('no connection');
  const arns = hostileArns();
  for (const arn of arns) {
    await connections.findFor(arn, CLICK).catch(() => null);
    await readEverything(connection, arn);
  }
  done.inputs += arns.length;
  done.connections += foreignConnections().length;
  expect(foreignConnections()).toEqual([]);
  // The watch works: the reads of good ARNs did go out.
  expect(connected.length).toBeGreaterThan(0);
});

test('an endpoint that only the profile names is held to the same rules as our settings (N1)', async () => {
  answer = () => ({ body: { stateMachines: [] } });
  watchSockets();
  for (const [index, endpoint] of ENDPOINTS.entries()) {
    const file = join(folder, `config-${index}`);
    await writeFile(file, `[default]\nendpoint_url=${endpoint}\n`);
    const [connection] = connect().list();
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', file);
    const reading = connection?.stepFunctions.listMachines({ token: null }, CLICK);
    await expect(reading, endpoint).rejects.toMatchObject({ name: 'AppError' });
  }
  done.inputs += ENDPOINTS.length;
  done.connections += foreignConnections().length;
  expect(foreignConnections()).toEqual([]);
});

test('a redirect is not followed', async () => {
  const cases = [...REDIRECTS];
  while (done.inputs + cases.length < INPUTS) cases.push(...REDIRECTS.slice(0, INPUTS - done.inputs - cases.length));
  watchSockets();
  for (const { status, header } of cases) {
    answer = () => ({ respond: (_, to) => void to.writeHead(status, { [header]: foreign.url }).end() });
    const [connection] = connect().list();
    const reading = connection?.stepFunctions.listMachines({ token: null }, CLICK);
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
  }
  done.inputs += cases.length;
  done.connections += foreignConnections().length;
  done.redirects += foreign.hits();
  expect({ foreign: foreignConnections(), hits: foreign.hits() }).toEqual({ foreign: [], hits: 0 });
});
