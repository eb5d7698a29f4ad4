import { isJsonObject, type JsonObject, numberOf, textOf } from '@/lib/base/json';
import { type EpochMs, readTime } from '@/lib/base/units';

/**
 * One event of an execution's history, the same whether the API or a log line told it. `details` holds the members of
 * the API's `…EventDetails` object; log lines carry them flat under `details`.
 */
export type HistoryEvent = {
  readonly id: number;
  /** 0 for the first two events and for an execution's end from outside. Absent from a line reads as 0. */
  readonly previousEventId: number;
  /** AWS's word for what happened; may be one that is not in our table yet. */
  readonly type: string;
  readonly atMs: EpochMs;
  readonly details: JsonObject;
};

/** What was wrong with an event or a log record, as a short clause ("has no id"). */
export type Malformed = { readonly kind: 'malformed'; readonly reason: string };

export type ReadEvent = { readonly kind: 'event'; readonly event: HistoryEvent } | Malformed;

const NO_DETAILS: JsonObject = Object.freeze({});

function malformed(reason: string): Malformed {
  return { kind: 'malformed', reason };
}

function readEventId(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function toEvent(raw: JsonObject, previousMember: string, timeMember: string, details: JsonObject): ReadEvent {
  const type = textOf(raw, 'type');
  if (type === undefined || type === '') return malformed('has no type');
  const id = readEventId(numberOf(raw, 'id'));
  if (id === undefined) return malformed('has no id that is a whole number above 0');
  const previousEventId = numberOf(raw, previousMember) ?? 0;
  if (!Number.isInteger(previousEventId) || previousEventId < 0)
    return malformed(`has a ${previousMember} that is no event id`);
  if (previousEventId >= id) return malformed(`names event ${previousEventId} as its predecessor, which comes later`);
  const atMs = readTime(raw[timeMember]);
  if (atMs === undefined) return malformed(`has no ${timeMember} that can be read`);
  return { kind: 'event', event: { id, previousEventId, type, atMs, details } };
}

function detailsOf(raw: JsonObject): JsonObject {
  for (const member in raw) {
    if (member.endsWith('EventDetails')) {
      const details = raw[member];
      // SDKs may fill the members of other types with null; only the event's own holds an object.
      if (isJsonObject(details)) return details;
    }
  }
  return NO_DETAILS;
}

/** Reads one event as `GetExecutionHistory` answers it, in any of the time forms its tools print. */
export function readHistoryEvent(raw: unknown): ReadEvent {
  if (!isJsonObject(raw)) return malformed('is not an object');
  return toEvent(raw, 'previousEventId', 'timestamp', detailsOf(raw));
}

/** A log record: an event, and which execution it belongs to. */
export type LogRecord = { readonly kind: 'record'; readonly executionArn: string; readonly event: HistoryEvent };

/**
 * Reads one record as Step Functions writes it to CloudWatch Logs: ids and times are strings, details lie flat, key
 * order is random. Anything without an execution ARN is somebody else's line.
 */
export function readLogRecord(raw: unknown): LogRecord | Malformed {
  if (!isJsonObject(raw)) return malformed('is not an object');
  const executionArn = textOf(raw, 'execution_arn');
  if (executionArn === undefined || executionArn === '') return malformed('has no execution_arn');
  const details = raw['details'];
  const read = toEvent(raw, 'previous_event_id', 'event_timestamp', isJsonObject(details) ? details : NO_DETAILS);
  return read.kind === 'malformed' ? read : { kind: 'record', executionArn, event: read.event };
}
