import 'server-only';
import { z } from 'zod';
import { statement, whole } from '../statement';

/** Retries in the visits of one machine per equal part of the window in which the visits ended, parts counted from 0. */
export const retriesOverTime = statement({
  sql: `SELECT least(floor((ended_at - $from) / $width), $parts - 1)::INTEGER AS part, sum(retries) AS retries
        FROM current_visits
        WHERE machine = $machine AND ended_at >= $from AND ended_at < $to AND retries > 0
        GROUP BY part`,
  parameters: z.object({
    machine: z.number(),
    from: z.number(),
    to: z.number(),
    width: z.number(),
    parts: z.number(),
  }),
  row: z.object({ part: whole, retries: whole }),
});
