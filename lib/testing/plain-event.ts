/**
 * One event reduced to what plain counting needs, whether it came from a history or from a log line. It shares no code
 * with the product on purpose: it is what the product's reading is checked against.
 */
export type PlainEvent = {
  readonly id: number;
  /** 0 where the event points at nothing. */
  readonly previousId: number;
  readonly type: string;
  readonly timeMs: number;
  /** The fields of the event's `…EventDetails` member, or a log line's `details`. */
  readonly details: Readonly<Record<string, unknown>>;
};

/** Reads a history event (`previousEventId`, `…EventDetails`) or a log line (`previous_event_id`, `details`). */
export function toPlainEvent(raw: Readonly<Record<string, unknown>>): PlainEvent {
  const isLogLine = 'event_timestamp' in raw;
  const detailsKey = isLogLine ? 'details' : Object.keys(raw).find((key) => key.endsWith('EventDetails'));
  const details = detailsKey === undefined ? undefined : raw[detailsKey];
  return {
    id: Number(raw['id']),
    previousId: Number(isLogLine ? raw['previous_event_id'] : raw['previousEventId']),
    type: String(raw['type']),
    timeMs: toPlainTimeMs(isLogLine ? Number(raw['event_timestamp']) / 1000 : raw['timestamp']),
    details: isRecord(details) ? details : {},
  };
}

/** Milliseconds since the epoch from ISO text or from epoch seconds with a fraction. Throws on anything else. */
export function toPlainTimeMs(value: unknown): number {
  const timeMs = typeof value === 'number' ? Math.round(value * 1000) : Date.parse(String(value));
  if (!Number.isFinite(timeMs)) throw new Error(`not a time: ${String(value)}`);
  return timeMs;
}

/** Whether a parsed JSON value is an object (and no array). */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
