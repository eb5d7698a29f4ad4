import { z } from 'zod';
import { executionArn } from './arn-param';
import { coverage } from './coverage';
import { many } from './many';
import { count, date, eventId } from './values';

const shortText = z.string().min(1).max(512);

/** `GET /api/v1/executions/{arn}/events`: oldest first. Filters narrow; `after` gives what is newer than an event. */
export const listEventsRequest = z.object({
  arn: executionArn,
  type: many(shortText).optional().describe('Event types, such as TaskFailed'),
  state: shortText.optional().describe('Name of the state that the event belongs to'),
  q: shortText.optional().describe('Part of type, state or summary, without regard to case'),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
  cursor: z.string().max(64).optional().describe('`nextCursor` of the page before, all else the same'),
});
export type ListEventsInput = Readonly<z.output<typeof listEventsRequest>>;

/** One event as a row, without payloads. */
export const event = z.object({
  id: eventId,
  previousEventId: count,
  type: z.string(),
  timestamp: date,
  /** The visit it belongs to and that visit's state; null for events of the execution. */
  visit: eventId.nullable(),
  state: z.string().nullable(),
  /** One line: `lambda invoke`, `Payment.Declined: card 4242 refused`, `12 items`. Empty where there is nothing to say. */
  summary: z.string(),
  /** Whether it has a payload to open. */
  hasPayload: z.boolean(),
});
export type EventRow = Readonly<z.infer<typeof event>>;

export const eventsResponse = z.object({
  items: z.array(event).readonly(),
  nextCursor: z.string().nullable(),
  coverage,
  /** Events in all, and those that the filters leave. */
  total: count,
  matching: count,
  isSettled: z.boolean(),
});
export type Events = Readonly<z.infer<typeof eventsResponse>>;

/** `GET /api/v1/executions/{arn}/events/{id}/payload` */
export const getEventPayloadRequest = z.object({ arn: executionArn, id: z.coerce.number().int().positive() });
export type GetEventPayloadInput = Readonly<z.output<typeof getEventPayloadRequest>>;

/**
 * One text of an event. `shown`: as AWS has it, tokens hidden. `truncated`: the log cut it (above 248 KiB), so it may be no
 * valid JSON.
 */
export const payloadField = z.object({
  name: z.enum(['input', 'output', 'parameters', 'error', 'cause', 'assignedVariables']),
  state: z.enum(['shown', 'truncated']),
  text: z.string(),
  /** Bytes in UTF-8. */
  bytes: count,
  /** Whether `text` parses as JSON. */
  isJson: z.boolean(),
});
export type PayloadField = Readonly<z.infer<typeof payloadField>>;

/**
 * `shown`: `fields` hold what there is; none at all means that the event carries no payload. The others say in `message`
 * why nothing can be shown and what to do: the machine logs without data, the data is encrypted with a key that the
 * server may not use, configuration hides the data of the machine, or AWS no longer has the history.
 */
export const eventPayloadResponse = z.object({
  kind: z.enum(['shown', 'not-logged', 'encrypted', 'hidden', 'gone']),
  eventId,
  type: z.string(),
  timestamp: date,
  fields: z.array(payloadField).readonly(),
  message: z.string().nullable(),
});
export type EventPayload = Readonly<z.infer<typeof eventPayloadResponse>>;
