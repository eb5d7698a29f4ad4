import { z } from 'zod';
import { mapRunArn } from './arn-param';
import { coverage } from './coverage';
import { problem } from './problem';
import { count, date, executionStatus, machineType, milliseconds } from './values';

/** `GET /api/v1/map-runs/{arn}` */
export const getMapRunRequest = z.object({ arn: mapRunArn });
export type GetMapRunInput = Readonly<z.output<typeof getMapRunRequest>>;

/** What was never started stays `pending`, also after the run has ended. */
const mapRunCounts = z.object({
  total: count,
  pending: count,
  running: count,
  succeeded: count,
  failed: count,
  timedOut: count,
  aborted: count,
  pendingRedrive: count,
});

/**
 * One run of a Distributed Map, as AWS describes it now. `unavailable`: AWS does not have it any more; `message` says
 * why and what to do.
 */
export const mapRunResponse = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('map-run'),
    mapRunArn: z.string(),
    /** The execution whose Map state started it. */
    executionArn: z.string(),
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED', 'UNKNOWN']),
    startDate: date,
    /** Null while it runs, also while it runs again after a redrive. */
    stopDate: date.nullable(),
    durationMs: milliseconds.nullable(),
    /** 0: as many as AWS allows. */
    maxConcurrency: count,
    /** How many items may fail before the run does; 0 where the definition says nothing. */
    toleratedFailureCount: count,
    /** The same as a percentage of all items, 0 to 100, as AWS names it. */
    toleratedFailurePercentage: z.number().min(0).max(100),
    redriveCount: count,
    redriveDate: date.nullable(),
    /** Of the executions it starts, one for each batch of items. */
    executionCounts: mapRunCounts,
    itemCounts: mapRunCounts,
    /** Whether nothing about it is expected to change: polling stops. A failed one may still be redriven later. */
    isSettled: z.boolean(),
  }),
  z.object({ kind: z.literal('unavailable'), message: z.string() }),
]);
export type MapRunAnswer = Readonly<z.infer<typeof mapRunResponse>>;

/** `GET /api/v1/map-runs/{arn}/executions` */
export const listMapRunExecutionsRequest = z.object({
  arn: mapRunArn,
  status: executionStatus
    .exclude(['UNKNOWN'])
    .optional()
    .describe('Only those that AWS lists under this status; all where left out'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  // AWS's own page token, of up to 3,096 characters (aws-facts §1.1).
  cursor: z.string().min(1).max(4_096).optional().describe('`nextCursor` of the page before, all else the same'),
});
export type ListMapRunExecutionsInput = Readonly<z.output<typeof listMapRunExecutionsRequest>>;

const mapRunExecution = z.object({
  executionArn: z.string(),
  name: z.string(),
  type: machineType,
  status: executionStatus,
  startDate: date,
  /** Null while it is open. */
  stopDate: date.nullable(),
  durationMs: milliseconds.nullable(),
  redriveCount: count,
  /** Whether error and cause were asked for: AWS tells them one execution at a time, so only the first failures' are. */
  isErrorRead: z.boolean(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
});
export type MapRunExecution = Readonly<z.infer<typeof mapRunExecution>>;

/** The executions of a map run in AWS's order, newest start first. A page may be short and still not be the last. */
export const mapRunExecutionsResponse = z.object({
  items: z.array(mapRunExecution).readonly(),
  /** Null on the last page. */
  nextCursor: z.string().nullable(),
  coverage,
  /** Why errors are missing, such as a permission that is lacking. */
  problems: z.array(problem).readonly(),
});
export type MapRunExecutions = Readonly<z.infer<typeof mapRunExecutionsResponse>>;
