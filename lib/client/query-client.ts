import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '@/lib/client/api-error';

const MOST_RETRIES = 2;

/** The query cache with the rules that hold for all our queries; on the server one per page, in the browser one per tab. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server put into the page is not asked for again at once.
        staleTime: 5_000,
        retry: (failures, error) => error instanceof ApiError && error.retryable && failures < MOST_RETRIES,
        // The server is on this machine or this network: a browser that believes to be offline must still ask it.
        networkMode: 'always',
      },
    },
  });
}
