import { z } from 'zod';
import { EXECUTION_TIMES } from '@/lib/domain/execution-time';
import { VISIT_KINDS } from '@/lib/domain/visit-kind';
import { executionArn, machineArn } from './arn-param';
import { coverage } from './coverage';
import { statusCounts } from './machines';
import { many } from './many';
import { problem } from './problem';
import { count, date, errorClass, eventId, executionStatus, machineType, milliseconds } from './values';
import { connectionQuery, windowAnswer, windowQuery } from './window';

/** A year is the longest that an execution may take (Standard). */
const lengthOfTime = z.coerce
  .number()
  .int()
  .min(0)
  .max(366 * 86_400_000);

const shortText = z.string().min(1).max(512);

/**
 * `GET /api/v1/executions`. Every filter given must hold. The window is of the start, with `time=stopped` of the end, and
 * with `seen` of the visit's end.
 */
export const listExecutionsRequest = z.object({
  ...windowQuery,
  ...connectionQuery,
  time: z
    .enum(EXECUTION_TIMES)
    .default('started')
    .describe('What the window is of: `stopped` finds what ended in it, whenever it started. Not together with `seen`'),
  status: many(executionStatus).optional(),
  machine: many(machineArn).optional(),
  error: shortText.optional().describe('The exact error name'),
  state: shortText.optional().describe('Name of the state that failed, or with `seen` that was visited'),
  seen: z
    .enum(VISIT_KINDS)
    .optional()
    .describe(
      'With `state`: executions with a visit of it that ended in the window and was this, as the figures of states count it; `error` is then that of the failed visit',
    ),
  minDurationMs: lengthOfTime.optional().describe('Took at least this; what has no end has no duration'),
  maxDurationMs: lengthOfTime.optional().describe('Took at most this'),
  minRetries: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Was retried at least so often, over all states'),
  redriven: z.enum(['true', 'false']).optional().describe('Was redriven at least once, or never'),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('Was started by the version of this number, also by an alias that led there'),
  alias: z.string().min(1).max(80).optional().describe('Was started by the alias of this name'),
  revision: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe(
      'Ran with the definition of this revision id: was started by a version with it, or by none from the time it was written until the next revision was; Standard only',
    ),
  payload: shortText
    .optional()
    .describe(
      'Part of the input or the output, without regard to case; of each the first 4,096 characters are kept, without white space between members and without the values of secret names',
    ),
  q: shortText.optional().describe('Part of the name, the error name or the cause, without regard to case'),
  sort: z
    .enum([...EXECUTION_TIMES, 'duration'])
    .optional()
    .describe('Last started, last stopped or longest first; without it by the time that `time` names'),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  cursor: z.string().max(1_024).optional().describe('`nextCursor` of the page before, all else the same'),
});
export type ListExecutionsInput = Readonly<z.output<typeof listExecutionsRequest>>;

/** One execution as a row. What only its events tell is null until they have been read. */
export const execution = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  stateMachineName: z.string(),
  connection: z.string(),
  name: z.string(),
  type: machineType,
  status: executionStatus,
  startDate: date,
  /** Null while it is open, and where its end was never logged. */
  stopDate: date.nullable(),
  durationMs: milliseconds.nullable(),
  error: z.string().nullable(),
  errorClass: errorClass.nullable(),
  /** The state whose failure ended it. */
  failedState: z.string().nullable(),
  retries: count.nullable(),
  redriveCount: count,
  /** The version and the alias it was started by, each null where by none; null where nobody told. */
  startedWith: z
    .object({ stateMachineVersionArn: z.string().nullable(), stateMachineAliasArn: z.string().nullable() })
    .nullable(),
  /** How much of its course the index holds: every event, some, or what the list told. */
  historyCoverage: z.enum(['full', 'partial', 'none']),
});
export type Execution = Readonly<z.infer<typeof execution>>;

export const executionsResponse = z.object({
  items: z.array(execution).readonly(),
  /** Null on the last page. */
  nextCursor: z.string().nullable(),
  coverage,
  window: windowAnswer,
  /** Executions of each status under all the other filters: what each chip shows. */
  counts: statusCounts,
});
export type Executions = Readonly<z.infer<typeof executionsResponse>>;

/** `GET /api/v1/executions/{arn}`: one that is not in the index is read from AWS now. */
export const getExecutionRequest = z.object({ arn: executionArn });
export type GetExecutionInput = Readonly<z.output<typeof getExecutionRequest>>;

/** One execution in full, without payloads. */
export const executionResponse = z.object({
  ...execution.shape,
  /** First 1,024 bytes, tokens hidden; the whole text is the payload of `failureEventId`. */
  cause: z.string().nullable(),
  /** The terminal event that told error and cause; null unless it failed, timed out or was aborted. */
  failureEventId: eventId.nullable(),
  /** Id of the event that holds the input, and of the one that holds the output; null where there is none (yet). */
  inputEventId: eventId.nullable(),
  outputEventId: eventId.nullable(),
  /** Events read; null where no history could be read. */
  eventCount: count.nullable(),
  /** The execution that started this one, as far as its input tells or the index knows. */
  parentExecutionArn: z.string().nullable(),
  /** Executions that its tasks started, in order. */
  childExecutionArns: z.array(z.string()).readonly(),
  mapRunArns: z.array(z.string()).readonly(),
  /** Map run that it is a child of. */
  mapRunArn: z.string().nullable(),
  redrives: z.array(z.object({ eventId, date })).readonly(),
  /** Where its events come from. */
  source: z.enum(['history', 'log']),
  /** Whether nothing about it is expected to change: polling stops. A failed one may still be redriven later. */
  isSettled: z.boolean(),
  /** Changes with every change of it or of its timeline. */
  version: z.string(),
  /** As of when this holds: when AWS was last asked about it, and for a settled one the time of the answer. */
  readDate: date,
  coverage,
  /** Why less is shown than there is, such as a permission that is lacking. */
  problems: z.array(problem).readonly(),
});
export type ExecutionAnswer = Readonly<z.infer<typeof executionResponse>>;
