import { z } from 'zod';
import { machineArn } from './arn-param';
import { coverage } from './coverage';
import { count, date, milliseconds, share, stateType } from './values';
import { windowAnswer, windowQuery } from './window';

/** `GET /api/v1/machines/{arn}/matrix` */
export const getMatrixRequest = z.object({ arn: machineArn, ...windowQuery });
export type GetMatrixInput = Readonly<z.output<typeof getMatrixRequest>>;

/** A part of the window. */
const matrixStep = z.object({
  fromDate: date,
  toDate: date,
  /** How much of it is known. Unless `all`, a cell of it that is null does not say that there were no visits. */
  coverage: coverage.shape.kind,
  /** Not every history of it was read, so that what counts successes is scaled up, and shown with ≈. */
  isScaled: z.boolean(),
});

/** Visits of one state that ended in one step. */
const matrixCell = z.object({
  visits: count,
  /** Failed by themselves or were caught. */
  failing: count,
  /** With at least one retry. */
  retried: count,
  /** failing ÷ visits; null where the successes are not known, as in a log of failures only. */
  failureRate: share.nullable(),
  /** retried ÷ visits; null as above. */
  retryRate: share.nullable(),
  /** Entry to exit of the visits that exited; null where none did. */
  p95Ms: milliseconds.nullable(),
});
export type MatrixCell = Readonly<z.infer<typeof matrixCell>>;

const matrixRow = z.object({
  state: z.string(),
  stateType,
  /** One for each of `steps`; null where no visit is known to have ended. */
  cells: z.array(matrixCell.nullable()).readonly(),
});
export type MatrixRow = Readonly<z.infer<typeof matrixRow>>;

/**
 * States × time. Steps begin by the clock in UTC and are the shortest of which at most 48 fill the window: hours, where it is
 * a day or two. The first and the last are cut where the window begins and ends.
 */
export const matrixResponse = z.object({
  stateMachineArn: z.string(),
  stepMs: milliseconds,
  /** Oldest first. */
  steps: z.array(matrixStep).readonly(),
  /** States of which a visit ended in the window, by name. */
  states: z.array(matrixRow).readonly(),
  coverage,
  window: windowAnswer,
});
export type Matrix = Readonly<z.infer<typeof matrixResponse>>;
