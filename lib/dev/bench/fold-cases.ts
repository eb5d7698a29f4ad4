import { isJsonObject } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { type HistoryEvent, readHistoryEvent, readLogRecord } from '@/lib/domain/history/history-event';
import { readLogCourse } from '@/lib/domain/history/log-course';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';

/** What the fold is compared with: only the text is parsed. */
export function parseHistory(text: string): readonly unknown[] {
  const answer: unknown = JSON.parse(text);
  const events = isJsonObject(answer) ? answer['events'] : undefined;
  if (!Array.isArray(events)) throw new Error('This is no answer of GetExecutionHistory.');
  return events;
}

/** All that lies between a parsed answer and its timeline: events are read, checked and folded. */
export function readAndFold(raw: readonly unknown[]): Timeline {
  return foldEvents(readEvents(raw));
}

export function readEvents(raw: readonly unknown[]): readonly HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const item of raw) {
    const read = readHistoryEvent(item);
    if (read.kind === 'event') events.push(read.event);
  }
  return events;
}

export function parseLog(lines: readonly string[]): readonly unknown[] {
  return lines.map((line): unknown => JSON.parse(line));
}

/** The same for the lines of one Express execution, runs told apart included. */
export function logCourse(raw: readonly unknown[]): Timeline {
  const events: HistoryEvent[] = [];
  for (const item of raw) {
    const read = readLogRecord(item);
    if (read.kind === 'record') events.push(read.event);
  }
  return readLogCourse(events, { type: 'EXPRESS', nowMs: epochMs(Date.UTC(2026, 10, 22)) }).timeline;
}
