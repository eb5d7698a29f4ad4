import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Clock } from '@/lib/server/ports/clock';

type Sleeper = { readonly wakeMs: number; readonly wake: () => void };

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  #steadyMs: number;
  #setBackMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startMs: number) {
    this.#steadyMs = startMs;
  }

  nowMs(): EpochMs {
    return epochMs(this.#steadyMs - this.#setBackMs);
  }

  steadyMs(): number {
    return this.#steadyMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { wakeMs: this.#steadyMs + durationMs, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets that much time pass, waking each sleeper at its time and letting it work before the next. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#steadyMs + durationMs;
    await settle();
    for (let next = this.#next(untilMs); next !== null; next = this.#next(untilMs)) {
      this.#steadyMs = Math.max(this.#steadyMs, next.wakeMs);
      next.wake();
      await settle();
    }
    this.#steadyMs = untilMs;
  }

  /** Sets it back, as a person does. */
  setBack(byMs: number): void {
    this.#setBackMs += byMs;
  }

  #next(untilMs: number): Sleeper | null {
    let next: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakeMs <= untilMs && (next === null || sleeper.wakeMs < next.wakeMs)) next = sleeper;
    }
    return next;
  }
}

/** Lets everything run that waits for nothing but its turn; fakes answer without timers. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
