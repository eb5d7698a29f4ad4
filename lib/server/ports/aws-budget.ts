import 'server-only';
import type { EpochMs } from '@/lib/base/units';

/** What our bucket of one operation lets out; null in its place where we keep no limit of our own. */
type BucketLimit = {
  /** Calls a second, as far as refusals lowered it now. */
  readonly perSecond: number;
  /** The same when no refusal has lowered it. */
  readonly fullPerSecond: number;
  /** How many calls may go out at once when it is full. */
  readonly burst: number;
  /** Of these, what is there now. */
  readonly available: number;
};

/**
 * AWS refused calls for being too many. `untilMs` is when the full rate is back if AWS refuses no more; null where that is
 * with the next call that it answers, because enough time has passed.
 */
type Slowed = { readonly sinceMs: EpochMs; readonly untilMs: EpochMs | null };

/** How a bucket stands. Reading it changes nothing. */
export type BucketState = {
  readonly limit: BucketLimit | null;
  /** Attempts that were let out, retries included: in the last 60 s, to the second, and since the server started. */
  readonly calledLastMinute: number;
  readonly called: number;
  /** Those that wait now, for a person and for background work. */
  readonly waiting: { readonly click: number; readonly background: number };
  /** Attempts that AWS refused for being too many, since the server started. */
  readonly refused: number;
  readonly lastRefusedMs: EpochMs | null;
  /** Null while the rate is whole. */
  readonly slowed: Slowed | null;
};

/** One operation that was used, and the smallest quota that AWS publishes for it, of which the limit is a share. */
export type OperationBudget = BucketState & {
  readonly operation: string;
  readonly quota: { readonly perSecond: number; readonly burst: number };
};

/** The budget that a connection draws on: that of its account and region once they are known, until then its own. */
export type BudgetState = {
  readonly place: { readonly account: string; readonly region: string } | null;
  /** The part of every quota that may be used; `off` where we keep no limit. */
  readonly share: number | 'off';
  /** Operations that were used since the server started. */
  readonly operations: readonly OperationBudget[];
};
