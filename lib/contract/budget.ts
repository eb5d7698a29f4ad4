import { z } from 'zod';
import { count, date, share } from './values';

const callsPerSecond = z.number().nonnegative();
const calls = z.number().nonnegative();

/** What our limit of one operation is and what is left of it. Its tokens are parts of calls, so they are no whole numbers. */
const callLimit = z.object({
  /** What may go out now, lowered by refusals; and what may where none has lowered it. */
  allowedPerSecond: callsPerSecond,
  fullPerSecond: callsPerSecond,
  /** How many calls may go out at once after a rest, and how many could now. */
  burst: calls,
  available: calls,
});

/** Calls to AWS of one operation, by all connections that share its budget. */
export const operationBudget = z.object({
  operation: z.string(),
  /** The smallest quota that AWS publishes for it in any region. */
  quotaPerSecond: callsPerSecond,
  quotaBurst: calls,
  /** Null where we keep no limit. */
  limit: callLimit.nullable(),
  /** Let out, retries included. */
  callsLastMinute: count,
  callsSinceStart: count,
  /** Waiting to be let out now: asked for by a person, and by background work. */
  waitingClicks: count,
  waitingBackground: count,
  /** Refused by AWS for being too many, since the server started. */
  refusalsSinceStart: count,
  lastRefusalDate: date.nullable(),
  /**
   * Since when refusals slow it, and when that is over if AWS refuses no more: null where that is with the next call that
   * AWS answers. All of it null while nothing slows it.
   */
  throttled: z.object({ sinceDate: date, untilDate: date.nullable() }).nullable(),
});
export type OperationBudget = Readonly<z.infer<typeof operationBudget>>;

/** What a connection may ask of AWS. All connections of one account and region have one budget together. */
export const connectionBudget = z.object({
  /** Account and region it belongs to; null until AWS has told them, while it is the connection's own. */
  place: z.object({ accountId: z.string(), region: z.string() }).nullable(),
  /** Names of the other connections that draw on it: their figures are these, not more. */
  sharedWith: z.array(z.string()).readonly(),
  /** The part of each quota of AWS that is used; null where we keep no limit (`off`). */
  share: share.nullable(),
  /** Operations that were used since the server started. */
  operations: z.array(operationBudget).readonly(),
});
export type ConnectionBudget = Readonly<z.infer<typeof connectionBudget>>;
