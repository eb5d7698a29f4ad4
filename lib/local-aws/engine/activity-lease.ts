import type { Pause, Routine } from '../clock/routine';
import type { Cancel } from '../clock/scheduler';
import type { Execution } from './execution';
import type { TaskAnswer } from './task-answer';
import { TaskTokens } from './task-tokens';

/** Bytes of randomness in an activity's token: with its start it has the 368 characters of AWS (aws-facts §3). */
const TOKEN_BYTES = 257;

/** Who works on an activity's task. Without a token nobody fetched it: it was answered all the same. */
export type Lease = { readonly token: string; readonly workerName: string | null } | null;

const NO_LIMITS = { timeoutMs: null, heartbeatMs: null };

/**
 * Waits until a worker fetches the task, or somebody answers it all the same. It has not started until then, so no
 * time-out counts (aws-facts §3).
 * @param input JSON text
 */
export function* untilFetched(
  execution: Execution,
  activityArn: string,
  input: string,
  answer: TaskAnswer,
): Routine<Lease> {
  const { activities, scheduler } = execution.world;
  const waiting: { lease: Lease; end: Cancel } = { lease: null, end: () => {} };
  const pause: Pause = (resume) => {
    const withdraw = activities.offer(activityArn, {
      input,
      take: (workerName) => {
        const token = TaskTokens.create(execution.random.bytes(TOKEN_BYTES)).slice(0, 368);
        waiting.lease = { token, workerName };
        resume();
        return token;
      },
    });
    const cancelAnswer = answer.wait({ startedMs: scheduler.nowMs, ...NO_LIMITS })(resume);
    waiting.end = () => {
      withdraw();
      cancelAnswer();
    };
    return waiting.end;
  };
  yield pause;
  waiting.end();
  return waiting.lease;
}
