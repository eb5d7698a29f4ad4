import type { MachineType } from '@/lib/domain/execution-status';
import type { HistoryEvent } from './history-event';

/**
 * The runs found among the records of one execution ARN. An asynchronous Express execution runs at least once
 * (aws-facts §4.3), so one ARN can hold two.
 */
export type LogRuns =
  | { readonly kind: 'runs'; readonly runs: readonly (readonly HistoryEvent[])[]; readonly duplicates: number }
  | OverlappingRuns;

/**
 * Several runs at the same time: their records cannot be told apart, so none of the visits is. `runs` is how many there
 * are at least; as long as there are fewer ends, one of them may go on.
 */
type OverlappingRuns = {
  readonly kind: 'overlapping';
  readonly runs: number;
  readonly ends: readonly HistoryEvent[];
};

const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
]);

/** By how much the clocks of the hosts that write one run's lines may disagree, at the most. */
const CLOCK_SKEW_MS = 1_000;

/**
 * Removes lines that were delivered twice and tells apart runs that happened one after the other. Records that share
 * id, type and time are one event; the same id with another type or time is another run's, and so is, in an Express log,
 * whatever comes after an end: a log that lost lines, or that writes failures only, may hold no id twice.
 */
export function separateRuns(records: readonly HistoryEvent[], type: MachineType): LogRuns {
  const { events, isShared } = distinctEvents(records);
  const duplicates = records.length - events.length;
  // A Standard execution happens once, and may go on after an end: it can be redriven.
  const isMixed = isShared || (type === 'EXPRESS' && goesOnAfterEnd(events));
  if (!isMixed) return { kind: 'runs', runs: [events], duplicates };
  const starts = events.filter((event) => event.id === 1).toSorted((a, b) => a.atMs - b.atMs);
  const runs = starts.map((start, at) =>
    eventsBetween(events, start.atMs, starts[at + 1]?.atMs ?? Number.POSITIVE_INFINITY),
  );
  const isWhole = runs.length > 1 && sum(runs) === events.length;
  // A run that was further on when the next began shares no id with it: what tells is that it had not ended.
  const haveEnded = runs.slice(0, -1).every((run) => run.some(isRunEnd));
  if (isWhole && haveEnded && runs.every((run) => !hasSharedId(run) && !goesOnAfterEnd(run)))
    return { kind: 'runs', runs, duplicates };
  return toOverlapping(events);
}

/** What records tell of runs that are known to overlap, also where they alone would not show it. */
export function overlappingRuns(records: readonly HistoryEvent[]): LogRuns {
  return toOverlapping(distinctEvents(records).events);
}

function toOverlapping(events: readonly HistoryEvent[]): OverlappingRuns {
  const ends = events.filter(isRunEnd);
  return { kind: 'overlapping', runs: Math.max(2, ends.length, mostOfOneId(events)), ends };
}

/** Whether an event is the last of a run. */
export function isRunEnd({ type }: HistoryEvent): boolean {
  return ENDS.has(type);
}

function mostOfOneId(events: readonly HistoryEvent[]): number {
  const counts = new Map<number, number>();
  for (const { id } of events) counts.set(id, (counts.get(id) ?? 0) + 1);
  return Math.max(0, ...counts.values());
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

function goesOnAfterEnd(events: readonly HistoryEvent[]): boolean {
  const [end, other] = events.filter(isRunEnd);
  if (end === undefined) return false;
  return other !== undefined || events.some(({ id, atMs }) => id > end.id || atMs > end.atMs + CLOCK_SKEW_MS);
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
