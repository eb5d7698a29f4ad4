import { z } from 'zod';
import { machineArn } from './arn-param';
import { coverage } from './coverage';
import { date, errorClass, eventId, executionStatus } from './values';
import { windowAnswer, windowQuery } from './window';

/** `GET /api/v1/machines/{arn}/failures` */
export const listFailuresRequest = z.object({
  arn: machineArn,
  ...windowQuery,
  state: z.string().min(1).max(512).describe('Name of the state that failed or was caught'),
  limit: z.coerce.number().int().min(1).max(100).default(5),
});
export type ListFailuresInput = Readonly<z.output<typeof listFailuresRequest>>;

/** A visit of the state that failed by itself or was caught. */
const stateFailure = z.object({
  executionArn: z.string(),
  executionName: z.string(),
  /** What came of the execution: a failure that was caught may have ended well. */
  executionStatus,
  /** Id of the visit: that of the event in which it entered the state. */
  visit: eventId,
  outcome: z.enum(['failed', 'caught']),
  /** When the visit ended. */
  endedDate: date,
  /** Null where the failure names none. */
  error: z.string().nullable(),
  errorClass,
});
export type StateFailure = Readonly<z.infer<typeof stateFailure>>;

/** Newest first. Not paged: the list of executions with `seen=failing` goes on where it ends. */
export const failuresResponse = z.object({
  items: z.array(stateFailure).readonly(),
  nextCursor: z.null(),
  coverage,
  window: windowAnswer,
});
export type StateFailures = Readonly<z.infer<typeof failuresResponse>>;
