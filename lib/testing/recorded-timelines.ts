import { type Definition, failStatesOf } from '@/lib/domain/definition/definition';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { Corpus } from '@/lib/testing/corpus';
import { type CorpusCase, parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { definitionOf } from '@/lib/testing/definition-states';

/** A recorded history with the definition it ran with, read and folded. */
export type RecordedTimeline = {
  readonly recorded: CorpusCase;
  readonly definition: Definition;
  readonly timeline: Timeline;
};

/** The cases of the corpus that have both a history and a definition. */
export function recordedTimelines(corpus: Corpus): readonly RecordedTimeline[] {
  if (corpus.kind === 'absent') return [];
  return corpus.entries.flatMap((entry) => {
    const recorded = parseCase(readCaseText(entry));
    if (recorded.definition === null || recorded.history.length === 0) return [];
    const definition = definitionOf(recorded.definition);
    const timeline = foldEvents(recorded.history.map(toEvent), { failStates: failStatesOf(definition) });
    return [{ recorded, definition, timeline }];
  });
}

function toEvent(raw: unknown): HistoryEvent {
  const read = readHistoryEvent(raw);
  if (read.kind === 'event') return read.event;
  throw new Error(`a recorded event ${read.reason}`);
}
