import type { HistoryWriter } from './history-writer';
import type { StateRun } from './state-run';
import type { Line, Steps } from './truth';

/** What a Map or Parallel does when one of its lines is through: the event that closes it, and the line begun instead. */
export type Next = { readonly at: number; readonly line: Line | null };

/**
 * Lets lines go on side by side, a step of one and then a step of another, until all are through or one fails. `at` is the
 * last event of the one that ended last, or where there is none the event at which they would have started.
 */
export function* runTogether(
  { history, walk }: StateRun,
  lines: readonly Line[],
  startedAt: number,
  finish: (line: Line, at: number) => Next,
): Steps {
  const active = lines.map((line) => ({ line, steps: walk(line) }));
  let last = startedAt;
  while (active.length > 0) {
    const chosen = active[history.choices.below(active.length)];
    if (chosen === undefined) break;
    history.pass();
    const step = chosen.steps.next();
    if (step.done !== true) {
      yield;
      continue;
    }
    const went = step.value;
    if (went.kind !== 'done') {
      if (went.kind === 'failed')
        timeOut(
          history,
          active.filter((other) => other !== chosen).map((other) => other.line),
        );
      return went;
    }
    active.splice(active.indexOf(chosen), 1);
    const next = finish(chosen.line, went.at);
    last = next.at;
    if (next.line !== null) active.push({ line: next.line, steps: walk(next.line) });
    if (active.length > 0) yield;
  }
  return { kind: 'done', at: last };
}

/** Tasks of other lines whose time is up in the moment between a failure and the end of all around it. */
function timeOut(history: HistoryWriter, others: readonly Line[]): void {
  for (const { visit } of others) {
    if (visit?.timeOut == null || !history.choices.oneIn(4)) continue;
    const error = 'States.Timeout';
    history.add(visit.timeOut.type, visit.timeOut.at, { ...visit.timeOut.service, error });
    visit.errors.push(error);
    history.fail(visit);
  }
}
