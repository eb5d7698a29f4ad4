import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { parseJson } from '@/lib/base/json';

/** An AWS that tests reach through the real SDK. `environment` is what the SDK has to find in the process. */
export type AwsOverHttp = {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/** The local AWS, with what its control endpoint takes: `control('PUT', 'faults', { action, fault })`. */
export type LocalAws = AwsOverHttp & {
  readonly control: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<void>;
};

/** What the gateways need to know of the connection that such an environment describes. */
export const TEST_CONNECTION = {
  name: 'default',
  settings: { profile: null, region: 'eu-west-1', role: null, webIdentity: null },
  share: 'off',
  machines: { include: [], exclude: [] },
  refuseEndpoint: () => null,
} as const;

/** Credentials that open nothing, and none of the machine's own profiles or roles. */
function environmentOf(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * The local AWS in a process of its own, on a free port.
 * @param options start options of it, such as `['--limits', 'aws']` for a test that measures what AWS would allow
 */
export async function startLocalAws(
  workload: 'demo' | 'small' | 'empty',
  options: readonly string[] = [],
): Promise<LocalAws> {
  const args = ['--import', 'tsx', 'lib/local-aws/main.ts', '--port', '0', '--workload', workload, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // A run that is cut short must not leave it behind.
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const url = /http:\/\/\S+$/.exec(String(line))?.[0];
  if (url === undefined) throw new Error(`the local AWS said ${String(line)}`);
  return {
    url,
    environment: environmentOf(url),
    control: async (method, path, body = {}) => {
      const headers = { 'content-type': 'application/json' };
      const request = { method, headers, ...(method !== 'DELETE' && { body: JSON.stringify(body) }) };
      const { status } = await fetch(`${url}/__local/${path}`, request);
      if (status !== 200) throw new Error(`${method} ${path} was answered with ${status}`);
    },
    stop: async () => {
      process.removeListener('exit', kill);
      kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** A call as it came over the wire, and the same as `GetExecutionHistory` or `FilterLogEvents`. */
export type WireCall = { readonly operation: string; readonly input: unknown };

/** What to answer: a body, or an error by its AWS name, or whatever the function does to the response itself. */
export type WireAnswer =
  | { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | { readonly respond: (request: IncomingMessage, response: ServerResponse) => void };

/** Answers AWS calls as a test tells it to: for failures and payloads that the local AWS does not make. */
export async function startWire(answer: (call: WireCall) => WireAnswer): Promise<AwsOverHttp> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const given = answer({ operation, input: parseJson(Buffer.concat(chunks).toString('utf8')) });
      if ('respond' in given) return given.respond(request, response);
      const isError = 'error' in given;
      response.writeHead(isError ? (given.status ?? 400) : 200, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': 'request-1',
        ...(isError ? {} : given.headers),
      });
      response.end(
        JSON.stringify(isError ? { __type: given.error, message: given.message ?? given.error } : given.body),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    environment: environmentOf(url),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
