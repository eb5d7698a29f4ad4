import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isJsonObject, textOf } from '@/lib/base/json';

/** What a call wants to be told of its attempts, of which the SDK's retries make up to three. */
export type AttemptWatcher = {
  /** Before it goes out to this URL. Throws or rejects to hold it back. */
  readonly before: (attempt: { readonly number: number; readonly url: string }) => Promise<void>;
  readonly after: (attempt: AttemptResult) => void;
};

export type AttemptResult = {
  readonly sentAtMs: number;
  readonly gotAtMs: number;
  /** The answer's `Date` header; null where there was no answer. */
  readonly date: string | null;
  /** What was thrown, undefined for a success. */
  readonly thrown: unknown;
};

type Scope = AttemptWatcher & { attempts: number };

// The SDK's clients are shared by all calls, and nothing that it hands to middleware names the call.
const scopes = new AsyncLocalStorage<Scope>();

/** Runs a call to the SDK so that the watcher is told of each attempt. */
export function withWatcher<Output>(watcher: AttemptWatcher, call: () => Promise<Output>): Promise<Output> {
  return scopes.run({ ...watcher, attempts: 0 }, call);
}

/** The middleware of all clients. It stands below the SDK's retries, so it runs once per attempt. */
export async function watchAttempt<Result extends { readonly response: unknown }>(
  request: unknown,
  send: () => Promise<Result>,
): Promise<Result> {
  const scope = scopes.getStore();
  if (scope === undefined) throw new Error('An AWS client was used outside of a call.');
  scope.attempts += 1;
  await scope.before({ number: scope.attempts, url: urlOf(request) });
  const sentAtMs = Date.now();
  try {
    const result = await send();
    scope.after({ sentAtMs, gotAtMs: Date.now(), date: dateOf(result.response), thrown: undefined });
    return result;
  } catch (thrown) {
    const response = isJsonObject(thrown) ? thrown['$response'] : undefined;
    scope.after({ sentAtMs, gotAtMs: Date.now(), date: dateOf(response), thrown });
    throw thrown;
  }
}

/** Scheme, host and port of the SDK's request; empty parts where it is none. */
export function urlOf(request: unknown): string {
  if (!isJsonObject(request)) return '';
  const port = typeof request['port'] === 'number' ? `:${request['port']}` : '';
  return `${textOf(request, 'protocol') ?? ''}//${textOf(request, 'hostname') ?? ''}${port}/`;
}

function dateOf(response: unknown): string | null {
  const headers = isJsonObject(response) ? response['headers'] : undefined;
  return (isJsonObject(headers) ? textOf(headers, 'date') : undefined) ?? null;
}
