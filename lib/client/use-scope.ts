'use client';

import { useQueryStates } from 'nuqs';
import { CONNECTION_FILTER, type ScopeQuery } from '@/lib/client/scope';
import { useWindow } from '@/lib/client/use-window';

/** The span of time and the connection that the page's address asks for. */
export function useScope(): ScopeQuery {
  const [{ connection }] = useQueryStates(CONNECTION_FILTER);
  return { ...useWindow(), connection };
}
