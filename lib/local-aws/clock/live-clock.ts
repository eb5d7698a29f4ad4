import type { Scheduler } from './scheduler';

/** How often things that fall due are looked for while nobody asks. */
const PUMP_MS = 100;

/** Ties virtual time to the wall clock: they run at the same pace, apart by what was advanced. */
export class LiveClock {
  readonly #scheduler: Scheduler;
  #offsetMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Virtual time, epoch ms. */
  get nowMs(): number {
    return this.#scheduler.nowMs;
  }

  /** Runs everything that is due by now. Called before each answer, so that answers are never behind the clock. */
  catchUp(): void {
    this.#scheduler.runUntil(Date.now() + this.#offsetMs);
  }

  /** Jumps ahead; what falls due on the way happens in order. */
  advance(milliseconds: number): void {
    this.#offsetMs += milliseconds;
    this.catchUp();
  }

  /** Keeps time going while no request comes. */
  start(): void {
    this.#timer ??= setInterval(() => this.catchUp(), PUMP_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
