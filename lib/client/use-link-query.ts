'use client';

import { withQuery } from '@/lib/client/paths';
import { useTimeRange } from '@/lib/client/time-range-state';
import { useConnection } from '@/lib/client/use-connection';

type LinkQuery = {
  /** Adds the time range and the connection of the page to a path of ours. */
  readonly keepAll: (path: string) => string;
  /** Adds the connection alone, to a path with a time range of its own. */
  readonly keepConnection: (path: string) => string;
};

/** What goes along from page to page: links keep the time range and the connection that a person has chosen. */
export function useLinkQuery(): LinkQuery {
  const { query } = useTimeRange();
  const connection = useConnection();
  const chosen = connection === null ? '' : new URLSearchParams({ connection }).toString();
  const keepConnection = (path: string): string => withQuery(path, chosen);
  return { keepAll: (path) => keepConnection(withQuery(path, query)), keepConnection };
}
