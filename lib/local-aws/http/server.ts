import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { World } from '../world';
import { answerAws } from './aws-endpoint';
import { answerControl, CONTROL_PREFIX } from './control-endpoint';
import { answerSts, isStsRequest } from './sts';

/** Requests of AWS are at most 1 MB (aws-facts §1.4). */
const MAX_BODY_BYTES = 1_048_576;

/** The one server: AWS at `/`, the control endpoint below `/__local/`. Listens on nothing yet. */
export function createLocalAwsServer(world: World): Server {
  return createServer((request, response) => {
    answer(world, request, response).catch((error: unknown) => {
      // A mistake of ours must be seen at once, by whoever called and in the terminal.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'InternalFailure', message: 'Local AWS made a mistake; see its output' }));
    });
  });
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page in a browser could reach loopback under a name of its own; nothing but loopback names gets an answer.
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) {
    response.writeHead(421).end();
    return;
  }
  const body = await readBody(request);
  if (body === null) response.writeHead(413).end();
  else if (request.url?.startsWith(CONTROL_PREFIX)) answerControl(world, request, body, response);
  else if (isStsRequest(request)) await answerSts(world, request, body, response);
  else await answerAws(world, request, body, response);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
