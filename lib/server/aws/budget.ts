import 'server-only';
import type { BudgetState, OperationBudget } from '@/lib/server/ports/aws-budget';
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
  /** How the budget stands, with what was counted in those that it took the place of. Changes no bucket. */
  readonly state: () => Omit<BudgetState, 'place'>;
  /** Goes on counting for another, whose calls may still be waiting or under way. */
  readonly follow: (earlier: Budget) => void;
};

const OPERATION_NAMES: readonly Operation[] = Object.keys(OPERATIONS).filter(isOperation);

function isOperation(name: string): name is Operation {
  return name in OPERATIONS;
}

export function createBudget(share: Share): Budget {
  const buckets = new Map<Operation, Bucket>();
  const followed = new Set<Budget>();

  function stateOf(operation: Operation, earlier: readonly OperationBudget[]): readonly OperationBudget[] {
    const bucket = buckets.get(operation);
    const before = earlier.filter((each) => each.operation === operation);
    if (bucket === undefined && before.length === 0) return [];
    // What only an earlier one was used for stands as it would begin here.
    const own: OperationBudget = { operation, quota: quotaOf(operation), ...(bucket ?? open(operation)).state() };
    return [before.reduce(addCounts, own)];
  }

  function open(operation: Operation): Bucket {
    return share === 'off' ? createOpenBucket() : createTokenBucket(sizeOf(operation, share));
  }

  return {
    bucketOf: (operation) => {
      const known = buckets.get(operation);
      if (known !== undefined) return known;
      const bucket = open(operation);
      buckets.set(operation, bucket);
      return bucket;
    },
    slowedForMs: () => Math.max(0, ...[...buckets.values()].map((bucket) => bucket.slowedForMs())),
    state: () => {
      const earlier = [...followed].flatMap((budget) => budget.state().operations);
      return { share, operations: OPERATION_NAMES.flatMap((operation) => stateOf(operation, earlier)) };
    },
    follow: (earlier) => void followed.add(earlier),
  };
}

function quotaOf(operation: Operation): OperationBudget['quota'] {
  const { capacity, refillPerSecond } = OPERATIONS[operation];
  return { perSecond: refillPerSecond, burst: capacity };
}

/** Limit and slowing are those of the first, which calls go through now. */
function addCounts(now: OperationBudget, earlier: OperationBudget): OperationBudget {
  const [a, b] = [now.lastRefusedMs, earlier.lastRefusedMs];
  return {
    ...now,
    calledLastMinute: now.calledLastMinute + earlier.calledLastMinute,
    called: now.called + earlier.called,
    waiting: {
      click: now.waiting.click + earlier.waiting.click,
      background: now.waiting.background + earlier.waiting.background,
    },
    refused: now.refused + earlier.refused,
    lastRefusedMs: a === null || (b !== null && b > a) ? b : a,
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
  readonly budgetFor: (share: Share, place: () => KnownPlace) => PlacedBudget;
};

/** The budget of one connection. */
export type PlacedBudget = Pick<Budget, 'bucketOf' | 'slowedForMs'> & { readonly state: () => BudgetState };

export function createBudgetPool(): BudgetPool {
  const shared = new Map<string, { readonly share: Share; readonly budget: Budget }>();
  const join = (key: string, share: Share): Budget => {
    const known = shared.get(key);
    if (known !== undefined && toNumber(known.share) <= toNumber(share)) return known.budget;
    const budget = createBudget(share);
    if (known !== undefined) budget.follow(known.budget);
    shared.set(key, { share, budget });
    return budget;
  };
  return {
    budgetFor: (share, place) => {
      const own = createBudget(share);
      let isFollowed = false;
      const current = (): Budget => {
        const known = place();
        if (known === null) return own;
        const budget = join(`${known.account} ${known.region}`, share);
        // What it asked for before is counted once, where it turned out to belong.
        if (!isFollowed) budget.follow(own);
        isFollowed = true;
        return budget;
      };
      return {
        bucketOf: (operation) => current().bucketOf(operation),
        slowedForMs: () => current().slowedForMs(),
        state: () => ({ place: place(), ...current().state() }),
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
