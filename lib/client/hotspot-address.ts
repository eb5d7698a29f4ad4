import { createLoader, parseAsStringLiteral } from 'nuqs/server';
import { HOTSPOT_MEASURES } from '@/lib/domain/hotspots';

/** What the address of a page of hotspots says the states are coloured by, and ranked by unless a column was chosen. */
export const HOTSPOT_MEASURE = {
  by: parseAsStringLiteral(HOTSPOT_MEASURES).withDefault('failure').withOptions({ history: 'push' }),
};

/** Reads it on the server, as the hook of the page does in the browser. */
export const readHotspotMeasure = createLoader(HOTSPOT_MEASURE);
