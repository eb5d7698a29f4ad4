'use client';

import type { ScopeQuery } from '@/lib/client/scope';
import { useConnection } from '@/lib/client/use-connection';
import { useWindow } from '@/lib/client/use-window';

/** The span of time and the connection that the page's address asks for. */
export function useScope(): ScopeQuery {
  return { ...useWindow(), connection: useConnection() };
}
