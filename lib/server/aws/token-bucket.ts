import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { BucketState } from '@/lib/server/ports/aws-budget';
import { createCallMeter } from './call-meter';
import { createWaitingLine, type Urgency } from './waiting-line';

/** A share of what AWS grants for one operation. */
export type BucketSize = {
  readonly capacity: number;
  readonly refillPerSecond: number;
  /** Tokens that background work leaves for a person's click. */
  readonly kept: number;
};

/** The allowance of one operation. One `take` per attempt that goes out, retries included. */
export type Bucket = {
  /** Resolves when the call may go out. Rejects with the signal's reason when that aborts first. */
  readonly take: (urgency: Urgency, signal: AbortSignal) => Promise<void>;
  /** AWS refused an attempt for being one too many. */
  readonly refused: () => void;
  /** AWS answered an attempt. */
  readonly answered: () => void;
  /** In how many ms the full rate is back if AWS refuses no more; 0 while it is not reduced. */
  readonly slowedForMs: () => number;
  /** How it stands. Changes nothing. */
  readonly state: () => BucketState;
};

/** Time in which a rate that refusals brought down to nothing would be whole again, if every call succeeds. */
const RESTORE_MS = 60_000;
/** Refusals of calls that were under way together count as one. */
const SAME_REFUSAL_MS = 1_000;
/** However often AWS refuses, we go on asking at this part of the rate, so that the end of it is noticed. */
const SLOWEST = 1 / 8;

/**
 * A token bucket that starts full. A refusal empties it and halves its rate; success restores the rate with time.
 * Time is `performance.now()`, which does not jump when somebody sets the clock.
 */
export function createTokenBucket({ capacity, refillPerSecond, kept }: BucketSize): Bucket {
  let tokens = capacity;
  let factor = 1;
  let filledAt = performance.now();
  let refusedAt = Number.NEGATIVE_INFINITY;
  let restoredAt = filledAt;
  let slowedSince = filledAt;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const line = createWaitingLine(serve);
  const calls = createCallMeter();
  const refusals = createRefusals();

  function tokensAt(now: number): number {
    return Math.min(capacity, tokens + ((now - filledAt) / 1_000) * refillPerSecond * factor);
  }

  function fill(): void {
    const now = performance.now();
    tokens = tokensAt(now);
    filledAt = now;
  }

  /** A reduced rate keeps less: it would take background work a minute and more to fill up what a full rate keeps. */
  function keptNow(): number {
    return Math.max(Math.min(1, kept), kept * factor);
  }

  function serve(): void {
    clearTimeout(timer);
    fill();
    for (let next = line.next(); next !== null; next = line.next()) {
      const missing = (next === 'click' ? 1 : 1 + keptNow()) - tokens;
      if (missing > 0) {
        timer = setTimeout(serve, Math.ceil((missing / (refillPerSecond * factor)) * 1_000));
        return;
      }
      tokens -= 1;
      calls.add();
      line.admit();
    }
  }

  function refused(): void {
    const now = performance.now();
    fill();
    refusals.add();
    if (factor === 1) slowedSince = now;
    tokens = 0;
    if (now - refusedAt > SAME_REFUSAL_MS) factor = Math.max(SLOWEST, factor / 2);
    refusedAt = now;
    restoredAt = now;
    serve();
  }

  function answered(): void {
    if (factor === 1) return;
    fill();
    const now = performance.now();
    factor = Math.min(1, factor + (now - restoredAt) / RESTORE_MS);
    restoredAt = now;
    serve();
  }

  async function take(urgency: Urgency, signal: AbortSignal): Promise<void> {
    const admitted = line.wait(urgency, signal);
    serve();
    await admitted;
  }

  function state(): BucketState {
    const now = performance.now();
    const wholeAt = restoredAt + (1 - factor) * RESTORE_MS;
    const untilMs = wholeAt > now ? toEpoch(wholeAt) : null;
    return {
      limit: {
        perSecond: refillPerSecond * factor,
        fullPerSecond: refillPerSecond,
        burst: capacity,
        available: tokensAt(now),
      },
      calledLastMinute: calls.lastMinute(),
      called: calls.total(),
      waiting: line.lengths(),
      ...refusals.read(),
      slowed: factor === 1 ? null : { sinceMs: toEpoch(slowedSince), untilMs },
    };
  }

  return { take, refused, answered, slowedForMs: () => (1 - factor) * RESTORE_MS, state };
}

/** How often AWS refused, and when last. */
function createRefusals() {
  let refused = 0;
  let lastAt: number | null = null;
  return {
    add: (): void => {
      refused += 1;
      lastAt = performance.now();
    },
    read: () => ({ refused, lastRefusedMs: lastAt === null ? null : toEpoch(lastAt) }),
  };
}

/** A time of `performance.now()` on the clock that people read. */
function toEpoch(at: number): EpochMs {
  return epochMs(Math.round(Date.now() + at - performance.now()));
}

/** How long the connection counts as throttled after a refusal where we keep no rate ourselves. */
const UNLIMITED_SLOWED_MS = 5_000;

/** For an AWS without quotas (local AWS): every call goes out at once, refusals are only remembered. */
export function createOpenBucket(): Bucket {
  let slowedSince = 0;
  let slowedUntil = 0;
  const calls = createCallMeter();
  const refusals = createRefusals();
  const isSlowed = (): boolean => slowedUntil > performance.now();
  return {
    take: async (_, signal) => {
      signal.throwIfAborted();
      calls.add();
    },
    refused: () => {
      refusals.add();
      if (!isSlowed()) slowedSince = performance.now();
      slowedUntil = performance.now() + UNLIMITED_SLOWED_MS;
    },
    answered: () => {
      slowedUntil = 0;
    },
    slowedForMs: () => Math.max(0, slowedUntil - performance.now()),
    state: () => ({
      limit: null,
      calledLastMinute: calls.lastMinute(),
      called: calls.total(),
      waiting: { click: 0, background: 0 },
      ...refusals.read(),
      slowed: isSlowed() ? { sinceMs: toEpoch(slowedSince), untilMs: toEpoch(slowedUntil) } : null,
    }),
  };
}
