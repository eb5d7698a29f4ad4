import { z } from 'zod';

/** A query member that may be given several times: `status=FAILED&status=TIMED_OUT`. One alone arrives as text. */
export function many<Item extends z.ZodType>(item: Item) {
  return z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(item).max(100).readonly());
}
