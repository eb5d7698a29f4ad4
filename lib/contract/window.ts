import { z } from 'zod';
import { parseTimePoint } from '@/lib/domain/time-range';
import { date } from './values';

const pointMessage = 'must be now, now-15m, now-24h, now-7d, now/d or a time such as 2026-11-22T18:00:00Z';

const timePoint = z
  .string()
  .refine((text) => parseTimePoint(text) !== null, pointMessage)
  .describe('`now`, `now-24h` (m, h, d), `now/d` (start of today), or ISO 8601 with a zone');

const zoneName = z
  .string()
  .max(64)
  .refine(isZone, 'must be the name of a time zone such as UTC or Europe/Paris')
  .describe('Time zone that `now/d` is reckoned in');

/** The query members of everything that looks at a span of time; the same words as in the links of pages. */
export const windowQuery = {
  from: timePoint.default('now-24h'),
  to: timePoint.default('now'),
  zone: zoneName.default('UTC'),
};

/** The query member of everything that looks over all machines. */
export const connectionQuery = {
  connection: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe('Name of one connection, to leave the others out; all where it is not given'),
};

/** The span that an answer is about, and in figures the one of equal length before it, which they are compared with. */
export const windowAnswer = z.object({ fromDate: date, toDate: date });
export type WindowAnswer = Readonly<z.infer<typeof windowAnswer>>;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
