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
  readonly #tasks = new Map<string, { readonly task: InFlightTask | null; readonly subject: string }>();

  /** Every one, in the order in which they were given out. */
  get all(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  /** Token text of the form and length that AWS gives service tasks: it opens nothing anywhere else. */
  static create(randomBytes: Buffer): string {
    return `${TOKEN_START}${randomBytes.toString('base64')}`;
  }

  /** @param subject what AWS names once nothing waits for the token: an activity's ARN, or a sentence */
  open(token: string, task: InFlightTask, subject = 'Provided task does not exist anymore'): void {
    this.#tasks.set(token, { task, subject });
  }

  close(token: string): void {
    const known = this.#tasks.get(token);
    if (known !== undefined) this.#tasks.set(token, { ...known, task: null });
  }

  /** What is known of a token: `task` is `null` when nothing waits for it any more. `undefined`: there never was one. */
  find(token: string): { readonly task: InFlightTask | null; readonly subject: string } | undefined {
    return this.#tasks.get(token);
  }
}

/** Bytes of randomness in a token: 652 characters of base64 after the start. */
export const TOKEN_BYTES = 489;
