import 'server-only';
import { z } from 'zod';
import { statement } from '../statement';

/** The compressed events of one history, in order. */
export const readEventBlocks = statement({
  sql: 'SELECT events FROM event_blocks WHERE history = $history ORDER BY part',
  parameters: z.object({ history: z.number() }),
  row: z.object({ events: z.instanceof(Uint8Array) }),
});
