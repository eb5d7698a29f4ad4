import { z } from 'zod';
import { HOTSPOT_MEASURES } from '@/lib/domain/hotspots';
import { machineArn } from './arn-param';
import { coverage } from './coverage';
import { count, date, errorClass, machineType, milliseconds, share, stateType } from './values';
import { connectionQuery, windowAnswer, windowQuery } from './window';

/** The errors of one name; null: failures that name none. */
const errorCount = z.object({ error: z.string().nullable(), errorClass, count });

/** What is compared between the window and the one before. */
const compared = {
  /** Visits that ended. */
  visits: count,
  /** (failed + caught) ÷ visits; null where the successes are not known, as in a log of failures only. */
  failureRate: share.nullable(),
  /** retried ÷ visits; null as above. */
  retryRate: share.nullable(),
  /** Entry to exit of the visits that exited; null where none did. */
  p95Ms: milliseconds.nullable(),
};

/** The window of equal length before. */
const comparison = z.object(compared);
export type HotspotComparison = Readonly<z.infer<typeof comparison>>;

/** What every list of states tells of each. */
const figures = {
  state: z.string(),
  stateType,
  ...compared,
  /** Failed by themselves, and nothing caught it. */
  failed: count,
  caught: count,
  /** With at least one retry. */
  retried: count,
  p50Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
  /** Of failed and caught visits, most frequent first; at most 5 names. */
  errors: z.array(errorCount).readonly(),
  /**
   * Not every history of a succeeded execution was read, so that succeeded visits are scaled up to all of them, and what
   * rests on those (visits, rates, percentiles) is shown with ≈.
   */
  isScaled: z.boolean(),
  /** Null where no visit ended in it, or where it was not read. */
  before: comparison.nullable(),
};

/** One state of any machine; of `errors` it has the most frequent. */
const hotspot = z.object({
  stateMachineArn: z.string(),
  stateMachineName: z.string(),
  ...figures,
  /** How much of its machine the figures rest on. */
  coverage: coverage.shape.kind,
});
export type Hotspot = Readonly<z.infer<typeof hotspot>>;

/** `GET /api/v1/hotspots` */
export const listHotspotsRequest = z.object({
  ...windowQuery,
  ...connectionQuery,
  by: z
    .enum(HOTSPOT_MEASURES)
    .default('failure')
    .describe('What is worst: the failure rate, the retry rate, the p95, or the change of the failure rate'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type ListHotspotsInput = Readonly<z.output<typeof listHotspotsRequest>>;

/** Worst first, Fail states last: they fail by design. Not paged: nobody looks for what is worst on page two. */
export const hotspotsResponse = z.object({
  items: z.array(hotspot).readonly(),
  nextCursor: z.null(),
  /** States of which a visit ended in the window, also those that `limit` left out. */
  total: count,
  coverage,
  window: windowAnswer,
});
export type Hotspots = Readonly<z.infer<typeof hotspotsResponse>>;

const hotspotRow = z.object(figures);
export type HotspotRow = Readonly<z.infer<typeof hotspotRow>>;

/**
 * A state and its visits that ended in the window. Where `isScaled`, succeeded visits are scaled up to all succeeded
 * executions of the machine, and so is what is summed over them.
 */
const stateHotspot = z.object({
  ...figures,
  succeeded: count,
  /** Failed only because something inside them did; not among `failed`. */
  consequences: count,
  aborted: count,
  /** Whose failure ended the execution: its root cause. */
  fatal: count,
  /** Succeeded after a failed attempt: what Retry saved. */
  recovered: count,
  attempts: count,
  failedAttempts: count,
  retries: count,
  redrivenAttempts: count,
  /** Spent in failed attempts and in the pauses after them. */
  lostMs: milliseconds,
  /** Time in its visits ÷ time in executions that ended; more than 1 where many run side by side. Null where none ended. */
  timeShare: z.number().nonnegative().nullable(),
  firstFailureDate: date.nullable(),
  lastFailureDate: date.nullable(),
  /** Visits open now. */
  running: count,
  waiting: count,
});
export type StateHotspot = Readonly<z.infer<typeof stateHotspot>>;

/** `GET /api/v1/machines/{arn}/hotspots` */
export const getHotspotsRequest = z.object({ arn: machineArn, ...windowQuery });
export type GetHotspotsInput = Readonly<z.output<typeof getHotspotsRequest>>;

/** By name: a state is there once a visit of it ended or is open. */
export const machineHotspotsResponse = z.object({
  stateMachineArn: z.string(),
  name: z.string(),
  type: machineType,
  states: z.array(stateHotspot).readonly(),
  coverage,
  window: windowAnswer,
});
export type MachineHotspots = Readonly<z.infer<typeof machineHotspotsResponse>>;
