import type { Place } from '../places';
import { quotaOf } from './quotas';

/** `aws`: every account is refused what AWS would refuse it. `off`: nothing is too much. */
export const LIMIT_MODES = ['off', 'aws'] as const;
export type LimitMode = (typeof LIMIT_MODES)[number];

/** How the calls of an action went since limits were set. */
export type CallCount = Place & {
  readonly action: string;
  readonly allowed: number;
  readonly throttled: number;
};

type Bucket = Place & {
  readonly action: string;
  tokens: number;
  filledAtMs: number;
  allowed: number;
  throttled: number;
};

/**
 * The quotas of AWS: a token bucket per account, region and action. They fill by real time. What they bound is how fast
 * somebody calls, and callers live in real time: a jump of the virtual clock must not give away the tokens of a day.
 */
export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  #mode: LimitMode = 'off';

  /** @param now real time in ms, from any beginning */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get mode(): LimitMode {
    return this.#mode;
  }

  get counts(): readonly CallCount[] {
    return [...this.#buckets.values()].map(({ tokens: _, filledAtMs: __, ...count }) => count);
  }

  /** Begins anew: every bucket is full, nothing is counted yet. */
  set(mode: LimitMode): void {
    this.#mode = mode;
    this.#buckets.clear();
  }

  /** Counts a call, and says whether its account may make it. A call that is refused takes nothing from the bucket. */
  take({ account, region }: Place, action: string): boolean {
    const quota = this.#mode === 'off' ? null : quotaOf(action, region);
    if (quota === null) return true;
    const key = `${account} ${region} ${action}`;
    const nowMs = this.#now();
    const fresh = { account, region, action, tokens: quota.bucket, filledAtMs: nowMs, allowed: 0, throttled: 0 };
    const bucket = this.#buckets.get(key) ?? fresh;
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(quota.bucket, bucket.tokens + ((nowMs - bucket.filledAtMs) / 1_000) * quota.perSecond);
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < 1) {
      bucket.throttled += 1;
      return false;
    }
    bucket.tokens -= 1;
    bucket.allowed += 1;
    return true;
  }
}
