import 'server-only';
import type { TaskAnswer } from '@/lib/domain/decision';
import type { AppError } from '@/lib/server/errors';

/** A wait as the gateway has to know it to find its token. */
export type WaitingTaskQuery = {
  readonly executionArn: string;
  /** Id of its `TaskScheduled` event. */
  readonly eventId: number;
  readonly state: string;
  /** The highest event id known, so that the nearer end of the history is read. */
  readonly lastEventId: number;
};

/**
 * What came of one call, told by the error's name. `accepted`: AWS took it. `refused`: it refused the output, and the task
 * waits on. `not-waiting`: the task no longer waits (`TaskTimedOut`, `TaskDoesNotExist`), or AWS does not know the token
 * (`InvalidToken`). `not-sent`: AWS would not take a call of ours, or none went out; nothing has happened. `unknown`: the
 * answer was lost, so it may have happened.
 */
export type AnswerResult =
  | { readonly kind: 'accepted'; readonly requestId: string | null }
  | { readonly kind: 'refused'; readonly requestId: string | null }
  | { readonly kind: 'not-waiting'; readonly error: NotWaitingError; readonly requestId: string | null }
  | { readonly kind: 'not-sent'; readonly failure: AppError; readonly requestId: string | null }
  | { readonly kind: 'unknown' };

export type NotWaitingError = 'TaskTimedOut' | 'TaskDoesNotExist' | 'InvalidToken';

/**
 * A task that can be answered. It holds the token, which nothing here gives out; drop it when the answer has been sent
 * (security T3).
 */
export interface WaitingTask {
  /** Tells its token apart from others and does not lead back to it. */
  readonly fingerprint: string;
  /** The text without the token, in whatever form it stands there: for what is written down beside the answer. */
  redact(text: string): string;
  /** Sent once, never again by itself (security L3). */
  answer(answer: TaskAnswer): Promise<AnswerResult>;
  /** A sign of life: the heartbeat's time starts again. */
  keepAlive(): Promise<AnswerResult>;
}

/** Why a wait cannot be answered from here. */
export type NoToken = {
  readonly kind: 'no-token';
  /**
   * `not-passed`: the definition passes no token on. `unclear`: it does, in a way from which the token cannot be taken
   * for certain. `no-data`: AWS gives out the history without the data of its events. `hidden`: configuration says that
   * the data of the machine is not read.
   */
  readonly reason: 'not-passed' | 'unclear' | 'no-data' | 'hidden';
};

export type FoundTask = { readonly kind: 'found'; readonly task: WaitingTask };

/** AWS does not have the event, or gives out no history of this kind of execution. */
type NoEvent = { readonly kind: 'gone' } | { readonly kind: 'unavailable'; readonly reason: 'express' };

/** Answering tasks of one connection. Reading has the priorities and the errors of `StepFunctionsReader`. */
export interface WaitingTasks {
  /** Reads the token anew, from its place in the definition that the execution runs with. */
  find(
    query: WaitingTaskQuery,
    options: { readonly priority: 'click' | 'background' },
  ): Promise<FoundTask | NoToken | NoEvent>;
}
