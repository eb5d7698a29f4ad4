import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { DurationCount } from '@/lib/domain/duration-distribution';
import type { StateType } from '@/lib/domain/history/event-types';
import type { StatusCounts, StoredExecution } from './indexed-execution';

/*
 * The numbers that the index computes: of machines, of their states, over time. Times are milliseconds since the epoch,
 * lengths of time milliseconds.
 */

/** `fromMs` included, `toMs` not. */
export type FiguresWindow = {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** Any of these machines; all where left out. */
  readonly machineArns?: readonly string[];
};

/** Percentiles in whole ms. Each is, before it is rounded, within 1 % of an observed value at that rank. */
export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number };

/** How many of the succeeded executions had their history read: what coverage is made from (design §1). */
export type HistoryShare = { readonly succeeded: number; readonly succeededRead: number };

export type MachineFigures = {
  readonly machineArn: string;
  /** Executions that started in the window. */
  readonly counts: StatusCounts;
  /** Open now, whenever they started. */
  readonly running: number;
  /** Of ended executions that started in the window; null where none ended. */
  readonly durationMs: Percentiles | null;
  /** 24 equal parts of the window, oldest first: succeeded, and failed or timed out. */
  readonly spark: readonly { readonly ok: number; readonly failed: number }[];
  /**
   * The state with most failed visits; where none failed, most caught ones; else most that Retry saved. Consequences do
   * not count, and a Fail state only where no other is there: it fails by design. Null where nothing went wrong.
   */
  readonly worstState: {
    readonly state: string;
    readonly kind: 'failed' | 'caught' | 'recovered';
    /** The error name seen most often there; null where the failures name none. */
    readonly error: string | null;
    readonly count: number;
  } | null;
  readonly histories: HistoryShare;
};

/** A number now and the one to compare it with; null where the index cannot tell what it was. */
export type TileCount = { readonly count: number; readonly before: number | null };

/** The five tiles. `before` of the first two is the window of equal length before; of the others, the window's start. */
export type OverviewTiles = {
  readonly failed: TileCount;
  readonly timedOut: TileCount;
  readonly running: TileCount & { readonly oldestStartedAtMs: EpochMs | null };
  readonly waiting: TileCount & { readonly soonestDeadlineMs: EpochMs | null };
  /** Standard executions that ended otherwise than SUCCEEDED within the last 14 days and can be redriven (aws-facts §1.1). */
  readonly redrivable: TileCount & { readonly soonestExpiryMs: EpochMs | null };
};

export type StateFiguresQuery = { readonly machineArn: string; readonly fromMs: EpochMs; readonly toMs: EpochMs };

/**
 * Counts over the visits of one state that ended in a window; design §1 has the words. Failures are read first, so where
 * not every succeeded history of the window has been, succeeded visits are scaled by succeeded executions ÷ those read.
 */
export type VisitFigures = {
  readonly ended: number;
  readonly succeeded: number;
  readonly caught: number;
  /** Failed by itself; those that failed only because something inside them did are `consequences`. */
  readonly failed: number;
  readonly consequences: number;
  readonly aborted: number;
  /** Visits whose failure ended the execution: its root cause. */
  readonly fatal: number;
  /** Visits with at least one retry. */
  readonly retried: number;
  /** Succeeded after a failed attempt: what Retry saved. */
  readonly recovered: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly retries: number;
  readonly redrivenAttempts: number;
  /** Time spent in failed attempts and in backoff. */
  readonly lostMs: number;
  /** Entry to exit, summed over exited visits. */
  readonly visitMs: number;
  /** Entry to exit of exited visits; null where none exited. */
  readonly visitPercentiles: Percentiles | null;
  /** Of ended attempts; null where there are none. */
  readonly attemptPercentiles: Percentiles | null;
  readonly firstFailureAtMs: EpochMs | null;
  readonly lastFailureAtMs: EpochMs | null;
};

export type StateFigures = {
  readonly state: string;
  readonly stateType: StateType;
  readonly figures: VisitFigures;
  /** The window of equal length before; null where no visit of the state ended in it. */
  readonly before: VisitFigures | null;
  /** Visits open now. */
  readonly running: number;
  readonly waiting: number;
  /** Most frequent first, at most 5; failures that name no error are counted under null. */
  readonly errors: readonly { readonly error: string | null; readonly count: number }[];
};

/** What states of all machines are compared by. Succeeded visits are scaled as in `VisitFigures`. */
export type VisitRates = Pick<VisitFigures, 'ended' | 'failed' | 'caught' | 'retried' | 'visitPercentiles'> & {
  /** Of the state's machine in the same window. */
  readonly histories: HistoryShare;
};

export type ComparedState = Pick<StateFigures, 'state' | 'stateType' | 'errors'> & {
  readonly machineArn: string;
  readonly figures: VisitRates;
  /** The window of equal length before; null where no visit of the state ended in it. `errors` holds the most frequent. */
  readonly before: VisitRates | null;
};

export type MachineStates = {
  readonly states: readonly StateFigures[];
  /** Summed over ended executions that started in the window: the base of "share of execution time". */
  readonly executionMs: number;
  readonly histories: HistoryShare;
  /** Of the window before. */
  readonly historiesBefore: HistoryShare;
};

/** Steps of this length are counted from the epoch; the first and the last are cut at the ends of the window. */
export type StateStepsQuery = StateFiguresQuery & { readonly stepMs: number };

/** One state's visits that ended in one step. Succeeded ones are scaled as in `VisitFigures`, by the hours of the step. */
export type StateStep = Pick<StateFigures, 'state' | 'stateType'> &
  Pick<VisitFigures, 'ended' | 'failed' | 'caught' | 'retried'> & {
    /** Where the step begins by the clock, also where the window cuts it. */
    readonly startMs: EpochMs;
    /** Entry to exit of exited visits; null where none exited. */
    readonly p95Ms: number | null;
  };

export type StateSteps = {
  /** A state and step are there where a visit ended; by the state's name, its steps in no particular order. */
  readonly visits: readonly StateStep[];
  /** Of the executions that started in a step; steps without any are left out. */
  readonly histories: readonly (HistoryShare & { readonly startMs: EpochMs })[];
};

/** Times are of the end of the visits. */
export type StateFailuresQuery = StateFiguresQuery & { readonly state: string; readonly limit: number };

/** A visit that failed by itself or was caught. */
export type StateFailure = {
  readonly execution: StoredExecution;
  /** Id of the visit. */
  readonly visit: number;
  readonly outcome: 'failed' | 'caught';
  readonly endedAtMs: EpochMs;
  readonly error: string | null;
};

export type StateFailures = { readonly failures: readonly StateFailure[]; readonly histories: HistoryShare };

export type MachineDurations = {
  /** Executions that ended, by status and duration; each duration is within 1 % of that of the executions it stands for. */
  readonly durations: readonly DurationCount[];
  /** Retries in 24 equal parts of the window, oldest first; of the histories that were read. */
  readonly retries: readonly number[];
  readonly histories: HistoryShare;
};
