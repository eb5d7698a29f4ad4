import { z } from 'zod';
import { coverage } from './coverage';
import { problem } from './problem';
import { count, date } from './values';
import { connectionQuery, windowAnswer, windowQuery } from './window';

/** `GET /api/v1/overview` */
export const getOverviewRequest = z.object({ ...windowQuery, ...connectionQuery });
export type GetOverviewInput = Readonly<z.output<typeof getOverviewRequest>>;

/** A number, and what it was before; `before` is null where the index cannot tell. The change is their difference. */
const tile = z.object({ count, before: count.nullable() });

/**
 * The five tiles. `failed` and `timedOut` are of executions that started in the window, compared with the window of equal
 * length before. The others are of now, compared with the start of the window.
 */
export const overviewResponse = z.object({
  window: windowAnswer,
  failed: tile,
  timedOut: tile,
  running: z.object({ ...tile.shape, oldestStartDate: date.nullable() }),
  waiting: z.object({ ...tile.shape, soonestDeadlineDate: date.nullable() }),
  redrivable: z.object({ ...tile.shape, soonestExpiryDate: date.nullable() }),
  coverage,
  /** Of all connections and machines, worst first: what makes the page show less than there is. */
  problems: z.array(problem).readonly(),
});
export type Overview = Readonly<z.infer<typeof overviewResponse>>;
