import { vi } from 'vitest';
import type { IndexStore } from '@/lib/server/ports/index-store';

/** Turns of the event loop without a request and without a question to the index, after which nothing is under way. */
const QUIET_TURNS = 12;

/** Clocks and timers that stand still until a test moves them; files, sockets and promises go on as ever. */
const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const;

/**
 * Virtual time for real parts: the product, the SDK, HTTP and DuckDB all work for real, and between two timers time
 * jumps. It does not move while anything is under way that needs no time of its own.
 */
export class VirtualTime {
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param startMs epoch ms at which it begins */
  constructor(startMs: number) {
    vi.useFakeTimers({ now: startMs, toFake: [...FAKED] });
  }

  /** Ends it: clocks are real again. */
  end(): void {
    vi.useRealTimers();
  }

  /** Holds time while this is under way. */
  async hold<Value>(work: Promise<Value>): Promise<Value> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** The same index; time stands still while it works. */
  holding(store: IndexStore): IndexStore {
    const hold = <Value>(work: Promise<Value>) => this.hold(work);
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          const answer: unknown = Reflect.apply(member, target, given);
          return answer instanceof Promise ? hold(answer) : answer;
        };
      },
    });
  }

  /** Lets that much time pass, timer by timer. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = performance.now() + durationMs;
    let isOver = false;
    const last = setTimeout(() => {
      isOver = true;
    }, durationMs);
    while (!isOver) {
      await this.#settle();
      vi.advanceTimersToNextTimer();
      // Others that are due at the same time.
      vi.advanceTimersByTime(0);
    }
    clearTimeout(last);
    await this.#settle();
    if (performance.now() > untilMs + 1) throw new Error('virtual time ran ahead');
  }

  async #settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#underWay.size === 0) continue;
      // Not turn by turn: the database's threads need the processor.
      await Promise.allSettled(this.#underWay);
      quiet = 0;
    }
  }
}
