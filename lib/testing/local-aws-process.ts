import { type ChildProcess, spawn } from 'node:child_process';

/** A local AWS in a process of its own, reached as AWS is: by an endpoint setting. */
export type LocalAws = {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Settings for any SDK client; a call is sent once, so that a fault shows as it came. */
  readonly clientSettings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** Asks the control endpoint. @throws Error with its answer when it refuses */
  readonly control: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
  /** Lets time jump ahead; what falls due on the way happens. */
  readonly advance: (seconds: number) => Promise<void>;
  readonly stop: () => void;
};

/**
 * Starts a local AWS on a free port and waits until it is ready. The caller stops it.
 * @param options start options of it, such as `['--limits', 'aws']` for a test that measures what AWS would allow
 */
export async function startLocalAws(
  workload: 'demo' | 'small' | 'empty' | 'load',
  seed = '1',
  options: readonly string[] = [],
): Promise<LocalAws> {
  const main = ['--import', 'tsx', 'lib/local-aws/main.ts', '--port', '0'];
  const args = [...main, '--workload', workload, '--seed', seed, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = await readEndpoint(child);
  const control: LocalAws['control'] = async (method, path, body = {}) => {
    const headers = { 'content-type': 'application/json' };
    const content = method === 'GET' ? {} : { headers, body: JSON.stringify(body) };
    const response = await fetch(`${endpoint}/__local/${path}`, { method, ...content });
    const answer: Record<string, unknown> = await response.json();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    endpoint,
    clientSettings: {
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    },
    control,
    advance: async (seconds) => {
      await control('POST', 'clock', { advanceMs: seconds * 1000 });
    },
    stop: () => {
      child.kill();
    },
  };
}

function readEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the local AWS ended with ${code} before it was ready`)));
    child.stdout?.once('data', (line: Buffer) => resolve(line.toString().replace('Local AWS ', '').trim()));
  });
}
