import { readTime } from '@/lib/base/units';
import { isMap, type JsonMap, type JsonValue, numberIn, textIn } from '../json-value';

/** An event as the rules see it: what the wire says, and nothing concluded from it. */
export type RuleEvent = {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timeMs: number;
  /** The members that end in `EventDetails`; one at most is right. */
  readonly detailMembers: readonly string[];
  readonly details: JsonMap;
};

/** A whole history in the order of its ids. */
export type RuleHistory = {
  readonly events: readonly RuleEvent[];
  readonly byId: ReadonlyMap<number, RuleEvent>;
  /** False where a recording's times were made up: rules about time are left out then. */
  readonly hasRealTimes: boolean;
  /** False where its publisher wrote over payloads: rules about payloads are left out then. */
  readonly hasRealPayloads: boolean;
};

/** What of a recording is not as AWS wrote it. */
export type RecordingFacts = Pick<RuleHistory, 'hasRealTimes' | 'hasRealPayloads'>;

/** One thing that is always so. `check` gives a sentence for each place where it is not. */
export type HistoryRule = { readonly name: string; readonly check: (history: RuleHistory) => readonly string[] };

/**
 * Reads events as GetExecutionHistory gives them (times as epoch seconds or ISO text).
 * @throws Error when an event has no id, type or time
 */
export function toRuleHistory(
  events: readonly JsonValue[],
  facts: RecordingFacts = { hasRealTimes: true, hasRealPayloads: true },
): RuleHistory {
  const read = events.map(toRuleEvent).sort((one, other) => one.id - other.id);
  return { events: read, byId: new Map(read.map((event) => [event.id, event])), ...facts };
}

function toRuleEvent(value: JsonValue): RuleEvent {
  const event = isMap(value) ? value : {};
  const id = numberIn(event, 'id');
  const type = textIn(event, 'type');
  const timeMs = readTime(event['timestamp']);
  if (id === undefined || type === undefined || timeMs === undefined)
    throw new Error('an event lacks id, type or time');
  const detailMembers = Object.keys(event).filter((member) => member.endsWith('EventDetails'));
  const details = event[detailMembers[0] ?? ''];
  const previousEventId = numberIn(event, 'previousEventId') ?? -1;
  return { id, previousEventId, type, timeMs, detailMembers, details: isMap(details) ? details : {} };
}

/** The event that this one points at. */
export function predecessorOf(history: RuleHistory, event: RuleEvent): RuleEvent | undefined {
  return history.byId.get(event.previousEventId);
}

/** The nearest event on the way back that fits, not counting the event itself. */
export function findBack(
  history: RuleHistory,
  event: RuleEvent,
  fits: (event: RuleEvent) => boolean,
): RuleEvent | undefined {
  let found = predecessorOf(history, event);
  while (found !== undefined && !fits(found)) found = predecessorOf(history, found);
  return found;
}

export function at({ id, type }: RuleEvent): string {
  return `${id} ${type}`;
}

export const TERMINAL: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
]);

/** `TaskScheduled`, `LambdaFunctionScheduled`, `ActivityScheduled`. */
export function isScheduled({ type }: RuleEvent): boolean {
  return /^(Task|LambdaFunction|Activity)Scheduled$/.test(type);
}

export function isAttemptEnd({ type }: RuleEvent): boolean {
  return /^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut)$/.test(type);
}
