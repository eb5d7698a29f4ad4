import 'server-only';
import type { EpochMs } from '@/lib/base/units';

/** Time, so that whatever waits can be tested without waiting. */
export interface Clock {
  nowMs(): EpochMs;
  /** Milliseconds since some moment, on a clock that nobody sets: for how old a thing is, and how long it holds. */
  steadyMs(): number;
  /** Resolves after that long, at once when the signal is aborted already, and early when it is aborted meanwhile. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
