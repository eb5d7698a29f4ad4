import { formatCounted } from '@/lib/base/format';
import { isJsonObject } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { holdsData } from '@/lib/domain/history/payload-fields';

/** All that a log at level FATAL writes. */
const ENDS_BADLY: ReadonlySet<string> = new Set(['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);

/** How the types end that a log at level ERROR writes besides (aws-facts §4.1). */
const FAILURE = /(Failed|TimedOut|Aborted)$|^FailStateEntered$/;

/** What a log's settings left out of it, in sentences: its level, its data, and what was too long for a line. */
export function logNotes(events: readonly HistoryEvent[], missingIds: number): readonly string[] {
  return [...levelNotes(events, missingIds), ...dataNotes(events), ...cutNotes(events)];
}

function levelNotes(events: readonly HistoryEvent[], missingIds: number): readonly string[] {
  // Where nothing is missing, failures were all that happened.
  if (missingIds === 0 || !events.every(({ type }) => FAILURE.test(type))) return [];
  const level = events.every(({ type }) => ENDS_BADLY.has(type)) ? 'FATAL' : 'ERROR';
  return [
    `The log holds failures only, as one at level ${level} does: what succeeded, and when anything began, was not written.`,
  ];
}

function dataNotes(events: readonly HistoryEvent[]): readonly string[] {
  const holding = events.filter(({ type }) => holdsData(type));
  const hasData = holding.some(({ details }) => ['input', 'output', 'parameters'].some((member) => member in details));
  if (holding.length === 0 || hasData) return [];
  return ['The log holds no inputs and outputs: the state machine writes it without execution data.'];
}

function cutNotes(events: readonly HistoryEvent[]): readonly string[] {
  const cut = events.filter(({ details }) =>
    Object.values(details).some((member) => isJsonObject(member) && member['truncated'] === true),
  );
  if (cut.length === 0) return [];
  return [`AWS cut the data of ${formatCounted(cut.length, 'event')}, which was too long for a line of a log.`];
}
