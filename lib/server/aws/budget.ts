import 'server-only';
import { OPERATIONS } from './operations';
import { type Bucket, type BucketSize, createOpenBucket, createTokenBucket } from './token-bucket';

/** The part of the quota of AWS that we may use, above 0 and up to 1, or `off` where there is no quota (local AWS). */
export type Share = number | 'off';

type Operation = keyof typeof OPERATIONS;

/** One account × region: a bucket per operation (R2). Connections that share account and region share one of these (`createBudgetPool`). */
export type Budget = {
  readonly bucketOf: (operation: Operation) => Bucket;
  /** In how many ms every rate is whole again; 0 while none is reduced. */
  readonly slowedForMs: () => number;
};

export function createBudget(share: Share): Budget {
  const buckets = new Map<Operation, Bucket>();
  return {
    bucketOf: (operation) => {
      const known = buckets.get(operation);
      if (known !== undefined) return known;
      const bucket = share === 'off' ? createOpenBucket() : createTokenBucket(sizeOf(operation, share));
      buckets.set(operation, bucket);
      return bucket;
    },
    slowedForMs: () => Math.max(0, ...[...buckets.values()].map((bucket) => bucket.slowedForMs())),
  };
}

/** Where a connection turned out to read; null while that is not known. */
type KnownPlace = { readonly account: string; readonly region: string } | null;

/** Gives connections their budgets, so that those which turn out to read one account and region share it. */
export type BudgetPool = {
  /**
   * A budget that is the connection's own until its place is known, which takes the first listing of its machines, and
   * from then on that of the place, at the smallest share that anyone there was given.
   */
  readonly budgetFor: (share: Share, place: () => KnownPlace) => Budget;
};

export function createBudgetPool(): BudgetPool {
  const shared = new Map<string, { readonly share: Share; readonly budget: Budget }>();
  const join = (key: string, share: Share): Budget => {
    const known = shared.get(key);
    if (known !== undefined && toNumber(known.share) <= toNumber(share)) return known.budget;
    const budget = createBudget(share);
    shared.set(key, { share, budget });
    return budget;
  };
  return {
    budgetFor: (share, place) => {
      const own = createBudget(share);
      const current = (): Budget => {
        const known = place();
        return known === null ? own : join(`${known.account} ${known.region}`, share);
      };
      return {
        bucketOf: (operation) => current().bucketOf(operation),
        slowedForMs: () => current().slowedForMs(),
      };
    },
  };
}

function toNumber(share: Share): number {
  return share === 'off' ? Number.POSITIVE_INFINITY : share;
}

/** Most tokens that background work leaves for clicks: a page that opens asks for a handful of things. */
const MOST_KEPT = 10;

/** The bucket of an operation at a share of its quota. */
export function sizeOf(operation: Operation, share: number): BucketSize {
  const quota = OPERATIONS[operation];
  // Below two there would be no token to keep beside the one that background work takes.
  const capacity = Math.max(2, quota.capacity * share);
  return { capacity, refillPerSecond: quota.refillPerSecond * share, kept: Math.min(MOST_KEPT, capacity / 2) };
}
