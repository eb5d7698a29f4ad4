'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { COLUMN_IDS } from '@/components/hotspots/state-columns';
import { HOTSPOT_MEASURE } from '@/lib/client/hotspot-address';

// What a person goes to is a step to come back from; how rows are ordered is not.
const STEP = { history: 'push' } as const;

const ADDRESS = {
  ...HOTSPOT_MEASURE,
  /** Name of the selected state. */
  state: parseAsString.withOptions(STEP),
  /** The column that was chosen to sort by. */
  sort: parseAsStringLiteral(COLUMN_IDS),
  order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
};

/** What a page of hotspots shows, which lives in the address: a pasted link shows the same. */
export function useHotspotsState() {
  return useQueryStates(ADDRESS);
}
