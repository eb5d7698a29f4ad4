import { textOf } from '@/lib/base/json';
import type { EpochMs } from '@/lib/base/units';
import type { HistoryEvent } from './history/history-event';

/** What an execution's events say has become of a task or an activity that waited for an answer. */
export type WaitEnd =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'succeeded'; readonly eventId: number; readonly atMs: EpochMs }
  | {
      readonly kind: 'failed';
      readonly eventId: number;
      readonly atMs: EpochMs;
      readonly error: string | null;
      readonly cause: string | null;
    }
  /** Nobody answered within the time-out, or no heartbeat came: AWS writes the same for both (aws-facts §3). */
  | { readonly kind: 'timed-out'; readonly eventId: number; readonly atMs: EpochMs }
  /** Something else ended the execution or a part of it around the task. */
  | { readonly kind: 'closed'; readonly status: 'ended' | 'redriven' | 'enclosing-failed' }
  /** There is no such event. */
  | { readonly kind: 'unknown' };

const SCHEDULED = /^(Task|Activity)Scheduled$/;
const GOES_ON = /^(Task|Activity)(Started|Submitted)$/;
const ENDS = /^(Task|Activity)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed)$/;

/** `isOpen`: whether the task is among those that the fold of the same events found waiting. */
export function endOfWait(events: readonly HistoryEvent[], scheduledId: number, isOpen: boolean): WaitEnd {
  const scheduled = events.find(({ id }) => id === scheduledId);
  if (scheduled === undefined || !SCHEDULED.test(scheduled.type)) return { kind: 'unknown' };
  const end = ownEnd(events, scheduledId);
  if (end !== null) return toEnd(end);
  if (isOpen) return { kind: 'waiting' };
  return { kind: 'closed', status: whatClosed(events, scheduledId) };
}

/** The event that ended this attempt, found along its own chain: events of other branches stand between. */
function ownEnd(events: readonly HistoryEvent[], scheduledId: number): HistoryEvent | null {
  const chain = new Set([scheduledId]);
  for (const event of events) {
    if (!chain.has(event.previousEventId)) continue;
    if (ENDS.test(event.type)) return event;
    if (GOES_ON.test(event.type)) chain.add(event.id);
  }
  return null;
}

function toEnd({ id, type, atMs, details }: HistoryEvent): WaitEnd {
  const at = { eventId: id, atMs };
  if (type.endsWith('Succeeded')) return { kind: 'succeeded', ...at };
  if (type.endsWith('TimedOut')) return { kind: 'timed-out', ...at };
  return { kind: 'failed', ...at, error: textOf(details, 'error') ?? null, cause: textOf(details, 'cause') ?? null };
}

function whatClosed(events: readonly HistoryEvent[], scheduledId: number): 'ended' | 'redriven' | 'enclosing-failed' {
  const later = events.filter(({ id }) => id > scheduledId);
  if (later.some(({ type }) => type === 'ExecutionRedriven')) return 'redriven';
  const isEnded = later.some(({ type }) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type));
  const isEnclosed = later.some(({ type }) =>
    /^(Map|Parallel)State(Failed|Aborted)$|^MapIteration(Failed|Aborted)$/.test(type),
  );
  return isEnded && !isEnclosed ? 'ended' : 'enclosing-failed';
}
