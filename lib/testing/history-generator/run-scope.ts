import { endFromOutside } from './cancel';
import type { HistoryWriter } from './history-writer';
import type { HandlingPlan } from './plan';
import type { StateRun } from './state-run';
import type { Steps, TrueVisit, Went } from './truth';

/** What differs between the kinds of state that hold others. */
export type Scope = {
  /** Writes the event that begins an attempt, after the event given, and answers its id. */
  readonly begin: (at: number) => number;
  /** Goes on with the attempt under way. */
  readonly work: () => Steps;
  /** Writes what ends with a failure inside: iterations, and whatever else is under way. */
  readonly cancel: (failure: Exclude<Went, { readonly kind: 'done' }>) => void;
  /** Writes the event of success after the event given, and answers what the exit hangs on. */
  readonly succeed: (at: number) => number;
};

/**
 * A Map or Parallel from its entry to its exit. A retry is one more `…StateStarted` that hangs on what failed; a redrive
 * writes none, but goes on in the attempt that failed (aws-facts §2.4, §2.6). Between a failure and the retry nothing else
 * is let in: no recording shows what a reader could know of the states inside by then.
 */
export function* runScope({ history, visit, isResumed }: StateRun, plan: HandlingPlan, scope: Scope): Steps {
  if (!isResumed) {
    history.begin(visit, scope.begin(visit.id), 'first');
  }
  for (let left = plan.retries; ; left -= 1) {
    yield;
    const went = yield* scope.work();
    if (went.kind === 'done') {
      const attempt = visit.attempts.at(-1);
      if (attempt !== undefined) attempt.outcome = 'succeeded';
      visit.lines = [];
      return { kind: 'done', at: history.exit(visit, scope.succeed(went.at)) };
    }
    const path = went.path.includes(visit) ? went.path : [visit, ...went.path];
    history.fail(visit);
    if (went.kind === 'fatal') return { ...went, path };
    scope.cancel(went);
    for (const line of visit.lines) if (line.visit !== null) endFromOutside(line.visit);
    if (left === 0) return giveUp(history, visit, plan, { ...went, path });
    history.pass(3_000);
    history.begin(visit, scope.begin(went.at), 'retry');
  }
}

function giveUp(
  history: HistoryWriter,
  visit: TrueVisit,
  plan: HandlingPlan,
  went: Exclude<Went, { readonly kind: 'done' }>,
): Went {
  const at = history.add(`${visit.stateType}StateFailed`, went.at);
  if (plan.catches) {
    visit.lines = [];
    return { kind: 'done', at: history.exit(visit, at) };
  }
  visit.outcome = 'failed';
  return { ...went, at };
}
