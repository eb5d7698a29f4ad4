import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject } from '@/lib/base/json';
import { hashSources, isBuilt } from '../build-stamp';
import { findFreePort } from '../free-port';
import { NEXT_SCRIPT } from '../product-build';
import { ROOT } from '../repository';

/** How a server is right after its garbage was collected. */
export type Usage = {
  readonly rssBytes: number;
  /** Of that, what JavaScript holds. */
  readonly heapBytes: number;
  /** The most it ever had. */
  readonly peakRssBytes: number;
  /** Open files, sockets and the like. */
  readonly handles: number;
  /** Rejections and exceptions that nothing handled. */
  readonly unhandled: number;
};

/** How late the event loop was, p99 in ms. */
export type LoopDelay = {
  /** Without what it waited for a processor that something else on the machine had. */
  readonly p99Ms: number;
  /** On the clock. */
  readonly wallP99Ms: number;
};

/** The built product in a process of its own, as `npm start` runs it, and what it tells of itself. */
export type MeasuredProduct = {
  readonly url: string;
  /** The data directory, which is removed when it stops. */
  readonly data: string;
  readonly measure: () => Promise<Usage>;
  /** Of its event loop since this was last asked. */
  readonly takeLoopDelay: () => Promise<LoopDelay>;
  /** What it has written to stderr so far. */
  readonly complaints: () => string;
  readonly stop: () => Promise<void>;
};

const READY_WITHIN_MS = 60_000;
const PROBE = './lib/dev/faults/measured-server.mjs';

/** Nobody's settings and credentials but those that a test names. */
const PLAIN_ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STATELENS_|AWS_|PORT$|NODE_OPTIONS$|VITEST|NODE_ENV$)/.test(name)),
);

/** Starts it over the AWS at `endpoint`. @throws Error where these sources are not built */
export async function startMeasuredProduct(endpoint: string): Promise<MeasuredProduct> {
  if (!isBuilt(ROOT, hashSources(ROOT))) throw new Error('This test runs the built product: `npm run build` first');
  const data = mkdtempSync(join(tmpdir(), 'statelens-measured-'));
  const port = String(await findFreePort('127.0.0.1'));
  const probe = ['--expose-gc', '--import', PROBE];
  const child = spawn(process.execPath, [...probe, NEXT_SCRIPT, 'start', '--hostname', '127.0.0.1', '--port', port], {
    cwd: ROOT,
    env: { ...PLAIN_ENVIRONMENT, ...settings(endpoint, data, port), NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const end = () => child.kill('SIGKILL');
  // A run that is cut short must not leave it behind.
  process.once('exit', end);
  const written: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => written.push(chunk.toString('utf8')));
  const complaints = () => written.join('');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    process.off('exit', end);
    if (isRunning(child)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child, complaints);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    data,
    measure: async () => {
      const usage = await ask(child, 'usage');
      return {
        rssBytes: numberIn(usage, 'rssBytes'),
        heapBytes: numberIn(usage, 'heapBytes'),
        peakRssBytes: numberIn(usage, 'peakRssBytes'),
        handles: numberIn(usage, 'handles'),
        unhandled: numberIn(usage, 'unhandled'),
      };
    },
    takeLoopDelay: async () => {
      const delay = await ask(child, 'loop-delay');
      return { p99Ms: numberIn(delay, 'p99Ms'), wallP99Ms: numberIn(delay, 'wallP99Ms') };
    },
    complaints,
    stop,
  };
}

function settings(endpoint: string, data: string, port: string): Readonly<Record<string, string>> {
  return {
    NEXT_TELEMETRY_DISABLED: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    STATELENS_AWS_SHARE: 'off',
    STATELENS_DATA: data,
    STATELENS_LOG_LEVEL: 'error',
    PORT: port,
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** One question at a time: answers carry no number. */
async function ask(child: ChildProcess, question: 'usage' | 'loop-delay'): Promise<unknown> {
  if (!isRunning(child)) throw new Error(`the server has ended: ${child.exitCode ?? child.signalCode}`);
  const stopped = new AbortController();
  const answered = once(child, 'message', { signal: stopped.signal });
  const ended = once(child, 'exit', { signal: stopped.signal });
  // Whichever comes second is not waited for.
  for (const waited of [answered, ended]) waited.catch(() => undefined);
  child.send(question);
  const [answer] = await Promise.race([answered, ended]);
  stopped.abort();
  return answer;
}

function numberIn(answer: unknown, name: string): number {
  const value = isJsonObject(answer) ? answer[name] : null;
  if (typeof value !== 'number') throw new Error(`the server did not tell its ${name}`);
  return value;
}

async function untilReady(url: string, child: ChildProcess, complaints: () => string): Promise<void> {
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadlineMs) {
    if (!isRunning(child)) throw new Error(`the server ended before it was ready: ${complaints()}`);
    // A refused connection is the ordinary answer of a server that is still starting.
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await pause(50);
  }
  throw new Error(`the server was not ready within ${READY_WITHIN_MS / 1_000} s: ${complaints()}`);
}
