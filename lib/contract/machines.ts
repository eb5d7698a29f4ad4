import { z } from 'zod';
import { machineArn } from './arn-param';
import { coverage } from './coverage';
import { problem } from './problem';
import { count, date, executionStatus, machineType, milliseconds, share } from './values';
import { connectionQuery, windowAnswer, windowQuery } from './window';

export const statusCounts = z.record(executionStatus, count);
export type StatusCounts = Readonly<z.infer<typeof statusCounts>>;

/** One of 24 equal parts of the window. */
const sparkPart = z.object({ ok: count, failed: count });

/** The state of a machine in which most went wrong: failed visits, else caught ones, else those that Retry saved. */
const worstState = z.object({
  state: z.string(),
  kind: z.enum(['failed', 'caught', 'recovered']),
  /** The error seen most often there; null where the failures name none. */
  error: z.string().nullable(),
  count,
});

/** Figures of a machine over the executions that started in the window. */
export const machineFigures = z.object({
  executions: count,
  counts: statusCounts,
  /** SUCCEEDED ÷ (SUCCEEDED + FAILED + TIMED_OUT); null where none of these ended. */
  successRate: share.nullable(),
  /** Open now, whenever they started. */
  running: count,
  /** Durations of ended executions; null where none ended. */
  p50Ms: milliseconds.nullable(),
  p95Ms: milliseconds.nullable(),
  /** 24 parts, oldest first. */
  spark: z.array(sparkPart).readonly(),
  worstState: worstState.nullable(),
});
export type MachineFiguresAnswer = Readonly<z.infer<typeof machineFigures>>;

const loggingConfiguration = z.object({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']),
  includeExecutionData: z.boolean(),
  /** Without the trailing `:*`; null where nothing is logged. */
  logGroupArn: z.string().nullable(),
});

/** A state machine and its figures. */
export const machine = z.object({
  stateMachineArn: z.string(),
  connection: z.string(),
  name: z.string(),
  type: machineType,
  accountId: z.string(),
  region: z.string(),
  /** `DELETED` once AWS no longer lists it: what was read of it stays. */
  status: z.enum(['ACTIVE', 'DELETING', 'DELETED']),
  creationDate: date,
  /** Null until AWS has described it. */
  loggingConfiguration: loggingConfiguration.nullable(),
  revisionId: z.string().nullable(),
  /** Where its histories are read: the Step Functions API or, of an Express machine and of one that logs every event, the log. */
  source: z.enum(['history', 'log']),
  /** Every execution that AWS showed before this time is in the index; null until it was read once. */
  freshDate: date.nullable(),
  figures: machineFigures,
  /** How much the figures rest on. */
  coverage,
  /** What keeps its executions from being read or complete, such as logging that is off. */
  problems: z.array(problem).readonly(),
});
export type Machine = Readonly<z.infer<typeof machine>>;

/** `GET /api/v1/machines` */
export const listMachinesRequest = z.object({ ...windowQuery, ...connectionQuery });
export type ListMachinesInput = Readonly<z.output<typeof listMachinesRequest>>;

/** Worst first: failure rate, then failures, then executions. Not paged: an account has hundreds of machines at most. */
export const machinesResponse = z.object({
  items: z.array(machine).readonly(),
  nextCursor: z.null(),
  coverage,
  window: windowAnswer,
});
export type Machines = Readonly<z.infer<typeof machinesResponse>>;

/** `GET /api/v1/machines/{arn}` */
export const getMachineRequest = z.object({ arn: machineArn, ...windowQuery });
export type GetMachineInput = Readonly<z.output<typeof getMachineRequest>>;

export const machineResponse = z.object({ ...machine.shape, window: windowAnswer });
export type MachineAnswer = Readonly<z.infer<typeof machineResponse>>;
