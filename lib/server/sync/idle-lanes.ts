import 'server-only';
import type { Clock } from '@/lib/server/ports/clock';

/**
 * Lanes of one kind that have nothing to do. One of them looks for work now and then, the others rest until it has found
 * some: twenty that look by themselves would wake a quiet server forty times a second, for each connection.
 */
export class IdleLanes {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #resting: (() => void)[] = [];
  #isOneLooking = false;

  /** @param signal aborted when the lanes are to end: nobody rests then */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wakeAll());
  }

  /** Resolves when the lane should look for work: `durationMs` later for the one that looks, for others when that finds some. */
  async rest(durationMs: number): Promise<void> {
    if (this.#signal.aborted) return;
    if (this.#isOneLooking) return new Promise((resolve) => this.#resting.push(resolve));
    this.#isOneLooking = true;
    await this.#clock.sleep(durationMs, this.#signal);
    this.#isOneLooking = false;
  }

  /** Whoever has found work says so: there may be more, and the next one looks, who says so in turn. */
  wakeNext(): void {
    this.#resting.shift()?.();
  }

  #wakeAll(): void {
    for (const wake of this.#resting.splice(0)) wake();
  }
}
