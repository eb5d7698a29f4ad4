import type { EpochMs } from '@/lib/base/units';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline, Visit } from '@/lib/domain/timeline/timeline';
import type { HistoryBuilder } from '@/lib/testing/history-builder';
import { historyFromLines } from '@/lib/testing/history-lines';

/** The timeline of a built history. Throws where an event of it cannot be read. */
export function timelineOf(history: HistoryBuilder): Timeline {
  return foldEvents(history.events.map(toHistoryEvent));
}

/** The timeline of a history written as `historyFromLines` takes it. */
export function timelineFromLines(...lines: readonly string[]): Timeline {
  return foldEvents(historyFromLines(lines).map(toHistoryEvent));
}

function toHistoryEvent(raw: unknown): HistoryEvent {
  const read = readHistoryEvent(raw);
  if (read.kind === 'event') return read.event;
  throw new Error(`a built event ${read.reason}`);
}

/** The start of a timeline that is known to have one. */
export function startOf(timeline: Timeline): EpochMs {
  if (timeline.startedAtMs === null) throw new Error('the history has no start');
  return timeline.startedAtMs;
}

/** The only visit of a state. Throws where it was visited never or several times. */
export function visitOf(timeline: Timeline, state: string): Visit {
  const visits = timeline.visits.filter((visit) => visit.state === state);
  const [visit] = visits;
  if (visit === undefined || visits.length > 1) throw new Error(`${state} was visited ${visits.length} times`);
  return visit;
}
