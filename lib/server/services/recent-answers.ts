import 'server-only';
import type { Clock } from '@/lib/server/ports/clock';

/** Answers of AWS kept for a while, so that many people who look at the same thing cost one call. */
export interface RecentAnswers<Answer> {
  /** The answer that is kept under the key, or that of `ask`. A failure is not kept. */
  get(key: string, ask: () => Promise<Answer>): Promise<Answer>;
}

type Kept<Answer> = { readonly answer: Answer; readonly untilMs: number };

/** Answers kept at a time, the oldest forgotten first. */
const MOST_KEPT = 2_000;

/** @param keptMs how long an answer holds, which may depend on what it says */
export function createRecentAnswers<Answer>(clock: Clock, keptMs: (answer: Answer) => number): RecentAnswers<Answer> {
  const kept = new Map<string, Kept<Answer>>();
  return {
    get: async (key, ask) => {
      const held = kept.get(key);
      if (held !== undefined && clock.steadyMs() < held.untilMs) return held.answer;
      const answer = await ask();
      kept.delete(key);
      kept.set(key, { answer, untilMs: clock.steadyMs() + keptMs(answer) });
      const oldest = kept.keys().next();
      if (kept.size > MOST_KEPT && !oldest.done) kept.delete(oldest.value);
      return answer;
    },
  };
}
