import { ApiError, toApiError } from '@/lib/client/api-error';

/** Longer than any read of the server (30 s), so that the server's own words arrive where it gives up. */
const TIMEOUT_MS = 40_000;

/**
 * Reads one resource of our API. `path` comes from `lib/client/paths.ts`. Throws `ApiError`, also where nothing answers;
 * passes an abort by `signal` on as it came.
 */
export async function apiGet<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return sendRequest<Answer>(path, { headers: { Accept: 'application/json' } }, signal);
}

/** Sends one request and reads its answer; `what` names what was sent, where a part of it is not accepted. */
export async function sendRequest<Answer>(
  path: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
  what?: string,
): Promise<Answer> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const until = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const response = await send(path, { ...init, signal: until }, signal);
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    return null; // no JSON: told apart below
  });
  if (!response.ok || body === null) throw toApiError(response.status, body, what);
  return answerOf<Answer>(body);
}

async function send(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiError('no-answer', 'The Statelens server does not answer. Check that it still runs.', null, cause);
  }
}

/**
 * The one place where JSON becomes a type without being parsed: our own server made it from the contract, whose schemas
 * the server's tests hold it to, and the browser does not carry a second copy of them.
 */
function answerOf<Answer>(body: unknown): Answer {
  return body as Answer;
}
