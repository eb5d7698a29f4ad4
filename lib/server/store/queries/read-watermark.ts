import 'server-only';
import { z } from 'zod';
import { statement, text } from '../statement';

/** The value last written under a key, as JSON. */
export const readWatermark = statement({
  sql: 'SELECT value FROM watermarks WHERE key = $key ORDER BY version DESC LIMIT 1',
  parameters: z.object({ key: z.string() }),
  row: z.object({ value: text }),
});
