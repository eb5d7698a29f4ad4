import type { TaskResult } from './task-script';

/** An attempt that is waited for: whoever holds it can end it. */
export type InFlightTask = {
  readonly state: string;
  /** The `*Scheduled` event of the attempt. */
  readonly scheduledEventId: number;
  readonly token: string | null;
  readonly answer: (result: TaskResult) => void;
  readonly heartbeat: () => void;
};

const TOKEN_START = 'AQCEAAAAKgAAAAMAAAAAAAAAA';

/**
 * Every task token that was ever given out. One that is answered, timed out or belongs to a stopped task is still known:
 * AWS tells it apart from one it never made (aws-facts §3).
 */
export class TaskTokens {
  readonly #tasks = new Map<string, InFlightTask | 'over'>();

  /** Every one, in the order in which they were given out. */
  get all(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  /** Token text of the form and length that AWS gives service tasks: it opens nothing anywhere else. */
  static create(randomBytes: Buffer): string {
    return `${TOKEN_START}${randomBytes.toString('base64')}`;
  }

  open(token: string, task: InFlightTask): void {
    this.#tasks.set(token, task);
  }

  close(token: string): void {
    this.#tasks.set(token, 'over');
  }

  /** The task that waits for the token, `over` when it no longer does, `undefined` when there never was one. */
  find(token: string): InFlightTask | 'over' | undefined {
    return this.#tasks.get(token);
  }
}

/** Bytes of randomness in a token: 652 characters of base64 after the start. */
export const TOKEN_BYTES = 489;
