import type { Random } from '../random';
import type { Retrier } from './definition';
import { matchesError, type StateError } from './states-error';

/** Counts the retries of one visit and says how long to wait before the next. */
export class RetryBudget {
  readonly #retriers: readonly Retrier[];
  readonly #used: number[];

  constructor(retriers: readonly Retrier[]) {
    this.#retriers = retriers;
    this.#used = retriers.map(() => 0);
  }

  /**
   * Milliseconds until the next attempt, or `null` when there is none. The first retrier whose `ErrorEquals` takes the
   * error decides; each retrier counts for itself over the whole visit.
   */
  takeDelayMs(error: StateError, random: Random): number | null {
    const index = this.#retriers.findIndex((retrier) => matchesError(retrier.errorEquals, error));
    const retrier = this.#retriers[index];
    const used = this.#used[index];
    if (retrier === undefined || used === undefined || used >= retrier.maxAttempts) return null;
    this.#used[index] = used + 1;
    const seconds = retrier.intervalSeconds * retrier.backoffRate ** used;
    const delayMs = Math.min(seconds, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
    return Math.round(retrier.jitter === 'FULL' ? delayMs * random.next() : delayMs);
  }
}
