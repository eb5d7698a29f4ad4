'use client';

import { useZone } from '@/lib/client/preferences';
import { useTimeRange } from '@/lib/client/time-range-state';
import { toWindowQuery, type WindowQuery } from '@/lib/client/window';

/** The span of time that the page's address asks for. */
export function useWindow(): WindowQuery {
  const { range } = useTimeRange();
  return toWindowQuery(range, useZone());
}
