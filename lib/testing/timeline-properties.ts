import { type HistoryEvent, readHistoryEvent, readLogRecord } from '@/lib/domain/history/history-event';
import { summarize } from '@/lib/domain/summary';
import { createTimelineFold, foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline, Visit } from '@/lib/domain/timeline/timeline';
import { type Comparison, isMet } from '@/lib/testing/expectation';
import { toLogLines } from '@/lib/testing/history-builder';
import { compareWithTruth } from '@/lib/testing/history-generator/compare-with-truth';
import type { GeneratedHistory } from '@/lib/testing/history-generator/generate-history';
import { historyViolations } from '@/lib/testing/history-rules';
import { toPlainEvent } from '@/lib/testing/plain-event';
import { seededRandom } from '@/lib/testing/seeded-random';
import { spanViolations } from '@/lib/testing/span-violations';
import { summaryInvariants } from '@/lib/testing/summary-invariants';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:made:one';
/** How far the clocks of two hosts that write one history may disagree, in ms. */
const MOST_SKEW_MS = 50;

type Random = () => number;
type Property = (history: GeneratedHistory, random: Random) => readonly string[];

/** What holds of every history that AWS may write. Each answers what does not, one line each. */
export const TIMELINE_PROPERTIES: ReadonlyMap<string, Property> = new Map([
  ['the history is one that AWS may write', ({ events }) => historyViolations(events.map(toPlainEvent))],
  ['says what was meant', saysWhatWasMeant],
  ['any order and number of copies say the same', saysTheSameInAnyOrder],
  ['lines of a log say the same', saysTheSameAsLog],
  ['pages say the same as all at once', saysTheSameInPages],
  ['what was closed stays closed', keepsWhatWasClosed],
  ['totals are the sums of visits', addsUp],
  ['spans lie inside their parents', ({ events }) => spanViolations(foldEvents(eventsOf(events)))],
  ['no time is negative where clocks disagree', hasNoNegativeTime],
]);

/** All that does not hold of a history, each line with the property's name. `seed` decides how events are mixed. */
export function timelineViolations(history: GeneratedHistory, seed: number): readonly string[] {
  return [...TIMELINE_PROPERTIES].flatMap(([name, property]) =>
    property(history, seededRandom(seed)).map((violation) => `${name}: ${violation}`),
  );
}

function eventsOf(raw: GeneratedHistory['events']): HistoryEvent[] {
  return raw.map((each) => {
    const read = readHistoryEvent(each);
    if (read.kind === 'malformed') throw new Error(`a generated event ${read.reason}`);
    return read.event;
  });
}

function saysWhatWasMeant({ events, truth }: GeneratedHistory): readonly string[] {
  const timeline = foldEvents(eventsOf(events));
  return unmet([
    ...compareWithTruth(timeline, truth),
    { path: 'unplaced events', expected: [], actual: timeline.unplacedEvents },
    { path: 'unknown types', expected: [], actual: timeline.unknownTypes },
    { path: 'missing ids', expected: 0, actual: timeline.missingIds },
  ]);
}

function saysTheSameInAnyOrder({ events }: GeneratedHistory, random: Random): readonly string[] {
  const ordered = eventsOf(events);
  const copies = ordered.filter(() => random() < 0.5);
  return differences(
    'shuffled and doubled',
    foldEvents(ordered),
    foldEvents(shuffled([...ordered, ...copies], random)),
  );
}

function saysTheSameAsLog({ events }: GeneratedHistory, random: Random): readonly string[] {
  const records = toLogLines(events, ARN).map((line) => {
    const read = readLogRecord(line);
    if (read.kind === 'malformed') throw new Error(`a generated log line ${read.reason}`);
    return read.event;
  });
  return differences('as log lines', foldEvents(eventsOf(events)), foldEvents(shuffled(records, random)));
}

/** Pages as a poll brings them: mostly newer ones, some of them again, and sometimes one that comes late. */
function saysTheSameInPages({ events }: GeneratedHistory, random: Random): readonly string[] {
  const ordered = eventsOf(events);
  const fold = createTimelineFold();
  const given: { readonly timeline: Timeline; readonly text: string }[] = [];
  for (const page of shuffledSometimes(pagesOf(ordered, random), random)) {
    fold.add(random() < 0.2 ? shuffled([...page, ...page], random) : page);
    if (random() < 0.5) continue;
    const timeline = fold.timeline();
    given.push({ timeline, text: JSON.stringify(timeline) });
  }
  const changed = given.filter(({ timeline, text }) => JSON.stringify(timeline) !== text).length;
  return [
    ...differences('in pages', foldEvents(ordered), fold.timeline()),
    ...(changed === 0 ? [] : [`${changed} timelines changed after they were handed out`]),
  ];
}

function keepsWhatWasClosed({ events }: GeneratedHistory, random: Random): readonly string[] {
  const ordered = eventsOf(events);
  const whole = foldEvents(ordered);
  const wholeOf = new Map(whole.visits.map((visit) => [visit.id, visit]));
  const cut = Math.floor(random() * ordered.length);
  const isRedriven = ordered.slice(cut).some(({ type }) => type === 'ExecutionRedriven');
  return foldEvents(ordered.slice(0, cut)).visits.flatMap((visit) => {
    const later = wholeOf.get(visit.id);
    if (visit.exit !== null) return differences(`visit ${visit.id} after event ${cut}`, visit, later);
    if (visit.outcome === 'running' || visit.outcome === 'waiting' || isRedriven) return [];
    // A Map or Parallel that failed may still be caught: its exit is the next event.
    const isCaught = visit.outcome === 'failed' && later?.outcome === 'caught' && isContainer(visit);
    return isCaught || later?.outcome === visit.outcome
      ? []
      : [`visit ${visit.id} was ${visit.outcome} after event ${cut} and is ${later?.outcome} in the end`];
  });
}

function isContainer({ stateType }: Visit): boolean {
  return stateType === 'Map' || stateType === 'Parallel';
}

function addsUp({ events }: GeneratedHistory): readonly string[] {
  const timeline = foldEvents(eventsOf(events));
  const summary = summarize(timeline, {
    arn: ARN,
    type: 'STANDARD',
    status: timeline.status,
    isComplete: true,
    skippedLines: 0,
    knownTokens: new Set(),
  });
  return unmet(summaryInvariants(JSON.parse(JSON.stringify(summary)), events.map(toPlainEvent)));
}

function hasNoNegativeTime({ events }: GeneratedHistory, random: Random): readonly string[] {
  const skewed = events.map((event) => {
    const timeMs = Date.parse(event.timestamp) + Math.round((random() - 0.5) * 2 * MOST_SKEW_MS);
    return { ...event, timestamp: new Date(timeMs).toISOString() };
  });
  const timeline = foldEvents(eventsOf(skewed));
  const summary = summarize(timeline, {
    arn: ARN,
    type: 'STANDARD',
    status: timeline.status,
    isComplete: true,
    skippedLines: 0,
    knownTokens: new Set(),
  });
  const lengths = [
    summary.durationMs ?? 0,
    ...Object.values(summary.states).flatMap(({ visitMs, backoffMs }) => [visitMs, backoffMs]),
    ...timeline.visits.flatMap(({ attempts }) => attempts.map(({ backoffMs }) => backoffMs ?? 0)),
  ];
  return lengths.every((length) => length >= 0) ? [] : [`lengths of ${lengths.filter((length) => length < 0)} ms`];
}

function pagesOf<T>(items: readonly T[], random: Random): readonly (readonly T[])[] {
  const pages: T[][] = [];
  for (let from = 0; from < items.length; ) {
    const length = 1 + Math.floor(random() * 20);
    pages.push(items.slice(from, from + length));
    from += length;
  }
  return pages;
}

function shuffledSometimes<T>(items: readonly T[], random: Random): readonly T[] {
  return random() < 0.3 ? shuffled(items, random) : items;
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function differences(path: string, expected: unknown, actual: unknown): readonly string[] {
  return unmet([{ path, expected, actual }]);
}

function unmet(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons
    .filter((comparison) => !isMet(comparison))
    .map(
      ({ path, expected, actual }) => `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    );
}
