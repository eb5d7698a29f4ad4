import { sendRequest } from '@/lib/client/api-get';

/**
 * Asks our API for something to be done. It is sent once: whoever repeats it gives the same idempotency key. Throws
 * `ApiError`, also where nothing answers; then it may have been done all the same.
 */
export async function apiPost<Answer>(path: string, content: object): Promise<Answer> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  return sendRequest<Answer>(
    path,
    { method: 'POST', headers, body: JSON.stringify(content) },
    undefined,
    'What was sent',
  );
}
