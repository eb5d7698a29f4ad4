import type { Pause } from '../clock/routine';
import type { Scheduler } from '../clock/scheduler';
import { TIMEOUT_ERROR } from '../language/states-error';
import type { TaskResult } from './task-script';

/** How long an attempt may take, ms, from its Started event on (aws-facts §3); `null` is for ever. */
export type TaskLimits = {
  readonly startedMs: number;
  readonly timeoutMs: number | null;
  readonly heartbeatMs: number | null;
};

/** The answer to one attempt: the first to come counts, whether work, an API call, a time-out or a release gave it. */
export class TaskAnswer {
  #outcome: TaskOutcome | null = null;
  #wake: (() => void) | null = null;
  #heardMs = 0;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get outcome(): TaskOutcome | null {
    return this.#outcome;
  }

  settle(outcome: TaskOutcome): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    this.#wake?.();
  }

  heartbeat(): void {
    this.#heardMs = this.#scheduler.nowMs;
  }

  /** Waits for the answer or for a limit. A task that is not waited for yet may have been answered already. */
  wait(limits: TaskLimits): Pause {
    return (resume) => {
      if (this.#outcome !== null) {
        resume();
        return () => {};
      }
      this.#wake = resume;
      this.#heardMs = Math.max(this.#heardMs, limits.startedMs);
      const timeOut = () => this.settle({ kind: 'timed-out', missedHeartbeat: false });
      const cancelTimeout =
        limits.timeoutMs === null ? () => {} : this.#scheduler.at(limits.startedMs + limits.timeoutMs, timeOut);
      let cancelHeartbeat =
        limits.heartbeatMs === null
          ? () => {}
          : this.#watch(limits.heartbeatMs, (cancel) => {
              cancelHeartbeat = cancel;
            });
      return () => {
        cancelTimeout();
        cancelHeartbeat();
      };
    };
  }

  /** Looks again when the time since the last sign of life is up, as often as signs keep coming. */
  #watch(heartbeatMs: number, replace: (cancel: () => void) => void): () => void {
    return this.#scheduler.at(this.#heardMs + heartbeatMs, () => {
      const silentMs = this.#scheduler.nowMs - this.#heardMs;
      if (silentMs >= heartbeatMs) this.settle({ kind: 'timed-out', missedHeartbeat: true });
      else replace(this.#watch(heartbeatMs, replace));
    });
  }
}

export type TaskOutcome = TaskResult | { readonly kind: 'timed-out'; readonly missedHeartbeat: boolean };

/** A time-out has an error and no cause, a missed heartbeat the same one (aws-facts §3). */
export function timeoutError(missedHeartbeat: boolean) {
  return { error: TIMEOUT_ERROR, cause: null, ...(missedHeartbeat ? { missedHeartbeat: true as const } : {}) };
}
