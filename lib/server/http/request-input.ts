import 'server-only';
import { AppError } from '@/lib/server/errors';

/** The decoded values of a route's path: a catch-all segment is a list. */
export type PathValues = Readonly<Record<string, string | readonly string[] | undefined>>;

const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * What a request asks for, as one plain object for the schema: the query of a safe request or the JSON body of another,
 * and over both the values of the path, because they named the resource. A repeated query name becomes a list.
 */
export async function readInput(request: Request, path: PathValues): Promise<Readonly<Record<string, unknown>>> {
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  return { ...(isSafe ? readQuery(new URL(request.url).searchParams) : await readBody(request)), ...path };
}

function readQuery(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

async function readBody(request: Request): Promise<object> {
  const body = parseJson(await readText(request));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid-request', 'The request body must be a JSON object.');
  }
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-request', 'The request body is not valid JSON.', { cause });
  }
}

/** Counts while reading: the length a client announces need not be the length it sends. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT_BYTES) throw new AppError('too-large', 'The request body is larger than 1 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
