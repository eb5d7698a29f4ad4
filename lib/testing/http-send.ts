import { request } from 'node:http';

export type Sent = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type Message = {
  readonly method?: string;
  /** As it goes on the wire: nothing is normalised or encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Sends a request as it stands and follows nothing. Unlike `fetch` it lets a test set `Host`, methods and paths that a
 * browser would not send. Repeated answer headers are joined with a comma.
 */
export function send(baseUrl: string | undefined, { method = 'GET', path, headers = {} }: Message): Promise<Sent> {
  if (baseUrl === undefined) throw new Error('the browser tests have no baseURL: see e2e/playwright.config.ts');
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    // Node would put its own Host where a test asks for an empty one.
    const target = {
      hostname,
      port,
      method,
      path,
      headers: { host: `${hostname}:${port}`, ...headers },
      setHost: false,
    };
    const outgoing = request(target, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const joined = Object.entries(answer.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']);
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(joined),
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
