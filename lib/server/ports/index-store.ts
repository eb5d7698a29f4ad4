import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { DurationCount } from '@/lib/domain/duration-distribution';
import type { ExecutionStatus, MachineType } from '@/lib/domain/execution-status';
import type { StateType } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { VisitKind } from '@/lib/domain/visit-kind';

/**
 * The index: what we know of executions, so that AWS is asked once and pages are answered from here. It holds nothing
 * that cannot be read again while AWS still has it (security.md D1). Everything that crosses is plain and JSON-safe;
 * times are milliseconds since the epoch, lengths of time milliseconds.
 *
 * Writing: one `apply` at a time takes effect as a whole or not at all. Reading goes on meanwhile and sees the state
 * before it or after it.
 *
 * Errors: `AppError` with code `internal` (retryable) when the database fails, `invalid-request` for a cursor that this
 * index did not make.
 */
export interface IndexStore {
  /**
   * Takes rows, histories and watermarks in, in one transaction (D5). An execution or a history that is already there is
   * replaced; one that says nothing new, or says what was true before (AWS's lists are eventually consistent), is left as
   * it is, so a page may be applied twice. Some hundreds of executions at a time write fastest.
   */
  apply(batch: IndexBatch): Promise<void>;

  /** One page of executions with the counts for the status chips. */
  listExecutions(query: ExecutionQuery): Promise<ExecutionPage>;
  /** What is held of one execution; null where the index does not know it. */
  getExecution(arn: string): Promise<StoredExecution | null>;
  /** The same for many at once, in no particular order; unknown ones are left out. Meant for up to some 1,000. */
  findExecutions(arns: readonly string[]): Promise<readonly StoredExecution[]>;
  /** The events of the history that is held, by id; null where none is. */
  getEvents(arn: string): Promise<readonly HistoryEvent[] | null>;
  /**
   * Executions with coverage `none`, in the order in which their history is worth reading: failed, timed out and aborted
   * ones, then open ones, each newest first, then the slowest. One that ended or was redriven since its history was read
   * is among them again; one that is open and has been read is not: poll those by `listExecutions`.
   */
  listUnread(query: UnreadQuery): Promise<readonly StoredExecution[]>;

  listMachines(): Promise<readonly IndexedMachine[]>;
  /** One entry per machine with executions or failures in the window, or with open ones now; others are left out. */
  machineFigures(window: FiguresWindow): Promise<readonly MachineFigures[]>;
  overviewTiles(window: FiguresWindow & { readonly nowMs: EpochMs }): Promise<OverviewTiles>;
  /** Figures of one machine's states over the visits that ended in the window, and of the window before. */
  stateFigures(window: StateFiguresQuery): Promise<MachineStates>;
  /** How long one machine's executions took that started in the window, and when visits that ended in it were retried. */
  machineDurations(window: StateFiguresQuery): Promise<MachineDurations>;
  /** What one machine's states are coloured by, per step of the time in which their visits ended. */
  stateSteps(query: StateStepsQuery): Promise<StateSteps>;
  /** The newest visits of one state that failed or were caught; newest first. */
  listFailures(query: StateFailuresQuery): Promise<StateFailures>;
  /** Every state of all machines of which a visit ended in the window, in no particular order. */
  stateRates(window: Pick<FiguresWindow, 'fromMs' | 'toMs'>): Promise<readonly ComparedState[]>;

  /** Every task token and activity that nobody has answered, oldest first, in executions that are still open. */
  listWaits(): Promise<readonly StoredWait[]>;
  /** Those that are over, also in executions that have ended; the newest end first, at most so many. */
  listEndedWaits(limit: number): Promise<readonly EndedWait[]>;
  /** The value last applied under the key, as JSON gave it; undefined where there is none. The caller parses it. */
  getWatermark(key: string): Promise<unknown>;
  stats(): Promise<IndexStats>;
}

// --- what goes in ---

/** What one `apply` takes in. The machine of every execution must be in this batch or in the index already. */
export type IndexBatch = {
  /** Name of the configured connection (account × region) that all of it was read through. */
  readonly connection: string;
  readonly machines: readonly Omit<IndexedMachine, 'connection'>[];
  readonly executions: readonly IndexedExecution[];
  /** The execution of each must be among `executions`: what its events tell changes its row. */
  readonly histories: readonly ExecutionHistory[];
  readonly watermarks: readonly Watermark[];
};

/** A state machine as `ListStateMachines` and `DescribeStateMachine` tell it. */
export type IndexedMachine = {
  readonly connection: string;
  /** Without version or alias. */
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  /** `DELETED` once AWS no longer lists it; what we read of it stays (design §2). */
  readonly status: 'ACTIVE' | 'DELETING' | 'DELETED';
  readonly createdAtMs: EpochMs;
  /** Null until the machine has been described: the listing does not tell it (aws-facts §1.1). */
  readonly logging: {
    readonly level: 'OFF' | 'FATAL' | 'ERROR' | 'ALL';
    readonly includesData: boolean;
    /** Without the trailing `:*`; null where nothing is logged. */
    readonly logGroupArn: string | null;
  } | null;
  readonly revisionId: string | null;
};

/** How much of an execution's course is known: every event, some of them, or only what a list told. */
export type ExecutionCoverage = 'full' | 'partial' | 'none';

/**
 * One execution as a row. What its events would have to tell is null until they have been read. A row with coverage
 * `none` that tells no other status, end or redrive than the index knows never takes away what was known: its nulls
 * mean "not asked".
 */
export type IndexedExecution = {
  readonly arn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly status: ExecutionStatus;
  readonly startedAtMs: EpochMs;
  /** Null while it is open, and for an Express run whose end was never logged. */
  readonly endedAtMs: EpochMs | null;
  readonly error: string | null;
  /** Already redacted (T2); the index keeps its first 1,024 bytes. */
  readonly cause: string | null;
  /** The state whose failure ended it: the innermost one (design §1, root cause). */
  readonly failedState: string | null;
  readonly retries: number | null;
  readonly redriveCount: number;
  /** Whether AWS has a payload to show; null where it was not asked. The payload itself is fetched when opened. */
  readonly hasInput: boolean | null;
  readonly hasOutput: boolean | null;
  /** Where its events come from: `GetExecutionHistory` or log lines. */
  readonly source: 'history' | 'log';
  readonly coverage: ExecutionCoverage;
};

/** The events of one execution and what they fold into. They replace the history held before, so give all events. */
export type ExecutionHistory = {
  readonly executionArn: string;
  readonly timeline: Timeline;
  /** Already redacted: no task token may be in them (T2). */
  readonly events: readonly HistoryEvent[];
};

/** How far something has been read. `value` is anything JSON can hold. */
export type Watermark = { readonly key: string; readonly value: unknown };

// --- executions ---

export type StoredExecution = IndexedExecution & {
  readonly connection: string;
  /** Start to last terminal event; null while it is open or its end is not known. */
  readonly durationMs: number | null;
  /** The history that is held; null where none has been read. */
  readonly history: {
    readonly eventCount: number;
    readonly status: ExecutionStatus;
    /** Time of its latest event; null for one without events. */
    readonly lastAtMs: EpochMs | null;
    /** False where the summary has moved on since: the execution ended, or was redriven. */
    readonly isCurrent: boolean;
  } | null;
};

/** Every filter given must hold. Times are of the start: `fromMs` included, `toMs` not. */
export type ExecutionFilter = {
  /** Any of these machines; all where left out. An empty list finds nothing. */
  readonly machineArns?: readonly string[];
  /** Any of these; all where left out. */
  readonly statuses?: readonly ExecutionStatus[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** The exact error name: the execution's, or the visit's where `visit` asks for a failure. */
  readonly error?: string;
  /** The state that failed. */
  readonly state?: string;
  /** A visit that ended in the time: then the time is that of the visit's end, as figures of states count it. */
  readonly visit?: VisitFilter;
  /** Part of the name, the error name or the cause, without regard to case. */
  readonly text?: string;
};

export type VisitFilter = { readonly state: string; readonly kind: VisitKind };

export type ExecutionQuery = ExecutionFilter & {
  /** `started`: newest first. `duration`: longest first, those without an end last. */
  readonly sort: 'started' | 'duration';
  /** 1 to 1,000. */
  readonly limit: number;
  /** `nextCursor` of the page before, with all else the same. Rows that arrived since neither repeat nor shift it. */
  readonly cursor?: string;
};

export type StatusCounts = Readonly<Record<ExecutionStatus, number>>;

export type ExecutionPage = {
  readonly rows: readonly StoredExecution[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** Executions of each status under all the other filters: what each chip would show. */
  readonly counts: StatusCounts;
};

export type UnreadQuery = { readonly connection: string; readonly machineArn?: string; readonly limit: number };

// --- figures ---

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
  /** A state and step are there where a visit ended; in no particular order. */
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

// --- waits, size ---

/** A wait for a person or a worker. (executionArn, eventId) names it; the token is never kept (T3). */
export type StoredWait = {
  readonly connection: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly executionStartedAtMs: EpochMs;
  readonly machineArn: string;
  /** Id of the Scheduled event. */
  readonly eventId: number;
  readonly visit: number;
  readonly state: string;
  readonly resource: string;
  /** Which attempt of its visit, counted from 1. */
  readonly attempt: number;
  readonly sinceMs: EpochMs;
  /** When the service or a worker took it, from which time-outs count (aws-facts §3); null before that. */
  readonly startedAtMs: EpochMs | null;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
};

/** A wait that is over. `outcome` is that of its attempt: `failed` for a time-out, too. */
export type EndedWait = StoredWait & {
  readonly endedAtMs: EpochMs;
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'running';
};

/** Current rows (replaced ones not counted) and bytes on disk. */
export type IndexStats = {
  readonly machines: number;
  readonly executions: number;
  readonly histories: number;
  readonly visits: number;
  readonly attempts: number;
  readonly waits: number;
  /** Rows that were replaced and wait for compaction. */
  readonly replaced: number;
  readonly databaseBytes: number;
  readonly walBytes: number;
};
