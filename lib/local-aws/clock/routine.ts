import type { Cancel, Scheduler } from './scheduler';

/** Something to wait for: starts the waiting, calls `resume` once it is over, and can be taken back. */
export type Pause = (resume: () => void) => Cancel;

/** Work over virtual time, written as a straight line; each `yield` is a pause. */
export type Routine<T> = Generator<Pause, T, void>;

/** Lets virtual time pass. */
export function* sleep(scheduler: Scheduler, delayMs: number): Routine<void> {
  yield (resume) => scheduler.after(delayMs, resume);
}

/** Thrown into a routine that is killed, so that its `finally` blocks run. */
class Killed extends Error {}

/** A routine that is running. It goes on by itself until it ends or is killed. */
export class Fiber<T> {
  #cancel: Cancel | null = null;
  #isOver = false;
  #isAdvancing = false;
  #isResumed = false;
  readonly #routine: Routine<T>;
  readonly #onEnd: (result: T) => void;

  /** Starts at once: the routine runs to its first pause before the constructor returns. */
  constructor(routine: Routine<T>, onEnd: (result: T) => void) {
    this.#routine = routine;
    this.#onEnd = onEnd;
    this.#advance();
  }

  /** Ends the routine where it is paused, and with it everything it waits for. `onEnd` is not called. */
  kill(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel?.();
    try {
      this.#routine.throw(new Killed());
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  #advance(): void {
    if (this.#isOver) return;
    this.#isResumed = true;
    // A pause may be over before it began; going on in this loop instead of in a call keeps the stack flat.
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#isResumed) {
      this.#isResumed = false;
      this.#cancel = null;
      const step = this.#routine.next();
      if (step.done) {
        this.#isOver = true;
        this.#onEnd(step.value);
        return;
      }
      this.#cancel = step.value(() => this.#advance());
    }
    this.#isAdvancing = false;
  }
}
