import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const START_LIMIT_MS = 60_000;

/** Ours without settings and without anybody's credentials: a test names its own. */
const plainEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STATELENS_|AWS_|PORT$|NODE_OPTIONS$)/.test(name)),
);

/** Variables of a server that finds no credentials anywhere on the machine. */
export const NO_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: join(root, 'no-such-file'),
  AWS_CONFIG_FILE: join(root, 'no-such-file'),
  // The SDK prints seven lines about the future of Node 20 at each start, which would hide what a test has to say.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Variables of a server that reads a local AWS, which takes any credentials. */
export function localAwsEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    ...NO_CREDENTIALS,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // It refuses nothing for being too much unless it is told to.
    STATELENS_AWS_SHARE: 'off',
  };
}

/** A process that a test started. */
type Running = { readonly url: string; readonly stop: () => Promise<void> };

/** A local AWS in a process of its own, and what only it can do: faults and executions that behave as told. */
export type LocalAws = Running & {
  readonly control: (method: string, path: string, body?: object) => Promise<unknown>;
};

/** @param port a port that is known to be free; any where it is left out */
export async function startLocalAws(workload: 'demo' | 'small' | 'empty', port = '0'): Promise<LocalAws> {
  const args = ['--import', 'tsx', 'lib/local-aws/main.ts', '--port', port, '--workload', workload];
  // A day of past is enough of everything, and is made in seconds.
  if (workload === 'demo') args.push('--days', '1');
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...plainEnvironment, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressIn(child);
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = { method, headers: { 'content-type': 'application/json' } };
    const answer = await fetch(
      `${url}/__local/${path}`,
      body === undefined ? init : { ...init, body: JSON.stringify(body) },
    );
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { url, control, stop: () => stop(child) };
}

/** A dashboard that a test started, with what it leaves behind. */
type Dashboard = Running & {
  /** Its data directory, which is removed when it stops. */
  readonly data: string;
  /** What it has written to its log so far. */
  readonly log: () => string;
  /** Ends it and leaves its data directory until `stop`. */
  readonly end: () => Promise<void>;
};

/** The built dashboard on a free port with an empty index of its own. Needs a build, which the test run makes first. */
export async function startDashboard(env: Readonly<Record<string, string>>): Promise<Dashboard> {
  const data = await mkdtemp(join(tmpdir(), 'statelens-e2e-'));
  const port = String(await freePort());
  const args = ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', port];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...plainEnvironment,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      STATELENS_LOG_LEVEL: 'error',
      STATELENS_DATA: data,
      PORT: port,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const written: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk.toString('utf8')));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/readyz`, child);
  return {
    url,
    data,
    log: () => written.join(''),
    end: () => stop(child),
    stop: async () => {
      await stop(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What the index in the data directory of a dashboard that has ended holds, its compressed histories unpacked. */
export async function readIndex(data: string): Promise<string> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'lib/dev/index-text.ts', data];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...plainEnvironment, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const chunk of child.stdout) lines.push(String(chunk));
  const [code] = await ended;
  if (code !== 0) throw new Error(`the index could not be read: ended with ${code}`);
  return lines.join('');
}

/** The address that a process prints when it listens. */
async function addressIn(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`ended before it listened: ${printed}`);
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const limitMs = Date.now() + START_LIMIT_MS;
  while (Date.now() < limitMs) {
    if (child.exitCode !== null) throw new Error(`the dashboard ended with ${child.exitCode} before it was ready`);
    const answer = await fetch(url).catch(() => null); // not listening yet
    if (answer?.ok === true) return;
    await pause(100);
  }
  throw new Error(`the dashboard was not ready within ${START_LIMIT_MS / 1_000} s`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
