import { z } from 'zod';
import { machineArn } from './arn-param';
import { coverage } from './coverage';
import { count, date, milliseconds } from './values';
import { windowAnswer, windowQuery } from './window';

/** `GET /api/v1/machines/{arn}/durations` */
export const getDurationsRequest = z.object({ arn: machineArn, ...windowQuery });
export type GetDurationsInput = Readonly<z.output<typeof getDurationsRequest>>;

/** Executions that took from `fromMs` on and less than `toMs`. */
const durationBin = z.object({
  fromMs: milliseconds,
  toMs: milliseconds,
  counts: z.object({ SUCCEEDED: count, FAILED: count, TIMED_OUT: count, ABORTED: count }),
});

/** Retries in visits that ended in this part of the window. */
const retryPart = z.object({ fromDate: date, toDate: date, retries: count });

/**
 * How long the executions took that started in the window and ended. Bins are one and a half to three times as wide as the
 * one before, without gaps from the shortest duration to the longest. Durations are known within 1 %, percentiles too.
 */
export const durationsResponse = z.object({
  stateMachineArn: z.string(),
  /** Executions in the bins. */
  executions: count,
  bins: z.array(durationBin).readonly(),
  /** Null where none ended. */
  p50Ms: milliseconds.nullable(),
  p95Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
  /** 24 equal parts of the window, oldest first. Counted in the histories that were read; `coverage` says how many. */
  retries: z.array(retryPart).readonly(),
  coverage,
  window: windowAnswer,
});
export type DurationsAnswer = Readonly<z.infer<typeof durationsResponse>>;
