import type { HistoryEvent } from './history-event';

/**
 * The runs found among the records of one execution ARN. An asynchronous Express execution runs at least once
 * (aws-facts §4.3), so one ARN can hold two.
 */
export type LogRuns =
  | { readonly kind: 'runs'; readonly runs: readonly (readonly HistoryEvent[])[]; readonly duplicates: number }
  /** Several runs at the same time: their records cannot be told apart, so none of the visits is. */
  | { readonly kind: 'overlapping'; readonly starts: number; readonly ends: readonly HistoryEvent[] };

const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
]);

/**
 * Removes lines that were delivered twice and tells apart runs that happened one after the other. Records that share
 * id, type and time are one event; the same id with another type or time is another run's.
 */
export function separateRuns(records: readonly HistoryEvent[]): LogRuns {
  const { events, isShared } = distinctEvents(records);
  const duplicates = records.length - events.length;
  if (!isShared) return { kind: 'runs', runs: [events], duplicates };
  const starts = events.filter((event) => event.id === 1).toSorted((a, b) => a.atMs - b.atMs);
  const runs = starts.map((start, at) =>
    eventsBetween(events, start.atMs, starts[at + 1]?.atMs ?? Number.POSITIVE_INFINITY),
  );
  const isApart = runs.length > 1 && runs.every((run) => !hasSharedId(run)) && sum(runs) === events.length;
  if (isApart) return { kind: 'runs', runs, duplicates };
  return { kind: 'overlapping', starts: starts.length, ends: events.filter((event) => ENDS.has(event.type)) };
}

/** The records without those delivered twice, and whether different ones share an id. Few do: they alone need a key. */
function distinctEvents(records: readonly HistoryEvent[]): {
  readonly events: readonly HistoryEvent[];
  readonly isShared: boolean;
} {
  const firstOf = new Map<number, HistoryEvent>();
  const others = new Map<string, HistoryEvent>();
  for (const event of records) {
    const first = firstOf.get(event.id);
    if (first === undefined) firstOf.set(event.id, event);
    else if (first.type !== event.type || first.atMs !== event.atMs) {
      const key = `${event.id} ${event.type} ${event.atMs}`;
      if (!others.has(key)) others.set(key, event);
    }
  }
  return { events: [...firstOf.values(), ...others.values()], isShared: others.size > 0 };
}

function eventsBetween(events: readonly HistoryEvent[], fromMs: number, untilMs: number): HistoryEvent[] {
  return events.filter((event) => event.atMs >= fromMs && event.atMs < untilMs);
}

function sum(runs: readonly (readonly HistoryEvent[])[]): number {
  return runs.reduce((total, run) => total + run.length, 0);
}

function hasSharedId(events: readonly HistoryEvent[]): boolean {
  return new Set(events.map((event) => event.id)).size < events.length;
}
