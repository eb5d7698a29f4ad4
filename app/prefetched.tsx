import { dehydrate, HydrationBoundary, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createQueryClient } from '@/lib/client/query-client';

type Prefetch = {
  /** Taken from the query of `lib/client/queries` that the page's components use. */
  readonly queryKey: QueryKey;
  /** Calls the service in this process; what it gives is what the API would send. */
  readonly queryFn: () => Promise<unknown>;
};

type PrefetchedProps = { readonly queries: readonly Prefetch[]; readonly children: ReactNode };

/**
 * Puts answers of the services into the page, so that its first paint has them. One that fails is left out: the browser
 * asks for it and shows what the API says is wrong.
 */
export async function Prefetched({ queries, children }: PrefetchedProps): Promise<ReactNode> {
  const client = createQueryClient();
  await Promise.all(queries.map((query) => client.prefetchQuery(query)));
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
