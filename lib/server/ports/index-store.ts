import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { ExecutionStatus, MachineType } from '@/lib/domain/execution-status';
import type { ExecutionTime } from '@/lib/domain/execution-time';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { KeptPayload } from '@/lib/domain/kept-payload';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import type { VisitKind } from '@/lib/domain/visit-kind';
import type {
  ComparedState,
  FiguresWindow,
  MachineDurations,
  MachineFigures,
  MachineStates,
  OverviewTiles,
  StateFailures,
  StateFailuresQuery,
  StateFiguresQuery,
  StateSteps,
  StateStepsQuery,
} from './index-figures';
import type { IndexedExecution, StatusCounts, StoredExecution } from './indexed-execution';

/** That the index had to be started again. `movedTo` is the directory in which the file lies that could not be read. */
export type Rebuild = { readonly atMs: EpochMs; readonly movedTo: string };

/**
 * The index: what we know of executions, so that AWS is asked once and pages are answered from here. It holds nothing
 * that cannot be read again while AWS still has it (security.md D1). Everything that crosses is plain and JSON-safe;
 * times are milliseconds since the epoch, lengths of time milliseconds.
 *
 * Writing: one `apply` at a time takes effect as a whole or not at all. Reading goes on meanwhile and sees the state
 * before it or after it.
 *
 * Errors: `AppError` with code `internal` (retryable) when the database fails, `invalid-request` for a cursor that this
 * index did not make, `disk-full` (retryable) from `apply` while the disk has too little room: nothing of the batch is in.
 */
export interface IndexStore {
  /**
   * Takes rows, histories and watermarks in, in one transaction (D5). An execution or a history that is already there is
   * replaced; one that says nothing new, or says what was true before (AWS's lists are eventually consistent), is left as
   * it is, so a page may be applied twice. Some hundreds of executions at a time write fastest.
   */
  apply(batch: IndexBatch): Promise<void>;

  /** Throws `disk-full` where `apply` would now: whoever asks AWS for much finds out before. */
  ensureRoom(): Promise<void>;

  /**
   * The times since this process began at which the file could not be read and was started again, empty (D6), oldest first.
   * After one that came while the index was in use, `apply` throws `internal` (retryable) until `writeAgain` is called.
   */
  rebuilds(): readonly Rebuild[];
  /** Says that nothing will be written any more that rests on what was lost: watermarks of rows that are gone, above all. */
  writeAgain(): void;

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
   * ones, then open ones, each newest first, then some of the slowest, then the newest: where not all can be read, what
   * is read is mostly as it came. One that ended or was redriven since its history was read is among them again; one that is open and has been read is not: poll those by `listExecutions`.
   */
  listUnread(query: UnreadQuery): Promise<readonly StoredExecution[]>;

  /**
   * Executions whose input, or output where there is one, could be asked for and was not: failures first, then newest. Those
   * that are open only where they started before `openBeforeMs`.
   */
  listWithoutPayloads(query: WithoutPayloadsQuery): Promise<readonly StoredExecution[]>;

  /** Drops the inputs and outputs of these machines' executions, as if they had never been told. */
  forgetPayloads(machineArns: readonly string[]): Promise<void>;

  listMachines(): Promise<readonly IndexedMachine[]>;
  /** Whether any execution is known to have run with this revision. */
  knowsRevision(revisionId: string): Promise<boolean>;
  /** The last execution of a machine that started between two times and whose revision is not known; null where there is none. */
  lastOfUnknownRevision(query: UnknownRevisionQuery): Promise<StartedExecution | null>;
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
  /** Of executions in this batch or in the index; none where left out. What is there already may be given again. */
  readonly payloads?: readonly ExecutionPayload[];
  /** Of executions of machines in this batch or in the index; none where left out. */
  readonly revisions?: readonly ExecutionRevision[];
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

/**
 * With which definition an execution ran. Every other one that started between `updatedAtMs` and `startedAtMs` ran with it,
 * too, where no version started them; of a version all ran with the same.
 */
export type ExecutionRevision = {
  readonly machineArn: string;
  /** The version that started the execution; null where none did. */
  readonly version: number | null;
  /** Null for the definition from before the first update (aws-facts §1.1). */
  readonly revisionId: string | null;
  /** When the definition was written. */
  readonly updatedAtMs: EpochMs;
  readonly startedAtMs: EpochMs;
};

/** The events of one execution and what they fold into. They replace the history held before, so give all events. */
export type ExecutionHistory = {
  readonly executionArn: string;
  readonly timeline: Timeline;
  /** Already redacted: no task token may be in them (T2). */
  readonly events: readonly HistoryEvent[];
};

/** The input or the output of an execution, for search. Neither changes once it is there. */
export type ExecutionPayload = {
  readonly executionArn: string;
  /** About when the execution started. */
  readonly startedAtMs: EpochMs;
  readonly part: 'input' | 'output';
  /** Null where AWS was asked and told none: nobody needs to ask again. */
  readonly kept: KeptPayload | null;
};

/** How far something has been read. `value` is anything JSON can hold. */
export type Watermark = { readonly key: string; readonly value: unknown };

// --- executions ---

/** Every filter given must hold. `fromMs` is included, `toMs` not. */
export type ExecutionFilter = {
  /** What `fromMs` and `toMs` are of; the start where left out. What has no end never stopped. */
  readonly time?: ExecutionTime;
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
  /** A visit that ended in the time: then that of its end counts and `time` says nothing, as figures of states count it. */
  readonly visit?: VisitFilter;
  /** Bounds of the time from start to end, both included; what has no end is outside of any. */
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  /** Retries over all states. `unknown` finds those whose history was not read. */
  readonly minRetries?: number | 'unknown';
  readonly isRedriven?: boolean;
  /** Started by this version of its machine, also by an alias that led there. `unknown` finds those that do not tell. */
  readonly version?: number | 'unknown';
  /** Started by the alias of this name. */
  readonly alias?: string;
  /** Known to have run with the definition of this revision. */
  readonly revision?: string;
  /** Part of the name, the error name or the cause, without regard to case. */
  readonly text?: string;
  /** Part of the input or the output, as far as they are kept, without regard to case. */
  readonly payload?: string;
};

/** Both times are excluded. */
export type UnknownRevisionQuery = {
  readonly machineArn: string;
  readonly afterMs: EpochMs;
  readonly beforeMs: EpochMs;
};

/** An execution by what asking for its revision needs; `version` is null where none started it. */
export type StartedExecution = Pick<ExecutionRevision, 'version' | 'startedAtMs'> & { readonly arn: string };

export type VisitFilter = { readonly state: string; readonly kind: VisitKind };

export type ExecutionQuery = ExecutionFilter & {
  /** `started`, `stopped`: the latest first. `duration`: the longest. Those without an end are last where one is needed. */
  readonly sort: ExecutionTime | 'duration';
  /** 1 to 1,000. */
  readonly limit: number;
  /** `nextCursor` of the page before, with all else the same. Rows that arrived since neither repeat nor shift it. */
  readonly cursor?: string;
};

export type ExecutionPage = {
  readonly rows: readonly StoredExecution[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** Executions of each status under all the other filters: what each chip would show. */
  readonly counts: StatusCounts;
  readonly unjudged: Unjudged;
};

/** Executions that may be missing from an answer, because of what is not known of them. Zero where nothing asks for it. */
export type Unjudged = {
  /** A filter asks for retries, and their histories were not read. */
  readonly retries: number;
  /** A filter asks for an error, its text or the state that failed; they failed, and their histories were not read. */
  readonly errors: number;
  /** A filter asks for visits of a state, and their histories were not read. */
  readonly visits: number;
  /** The time is that of the end, and theirs is not known: it was not logged, or AWS deleted them while they were open. */
  readonly stops: number;
  /** A filter asks for version or alias, and nobody told what they were started by. */
  readonly starts: number;
  /** A filter asks for a revision, and theirs is not known and may be it. */
  readonly revisions: number;
  /** A filter asks for text in input or output, and one of them is not known. */
  readonly payloads: number;
  /** The same, and there is more of one than is kept. */
  readonly cutPayloads: number;
};

export type UnreadQuery = {
  readonly connection: string;
  readonly machineArn?: string;
  readonly limit: number;
  /** Executions that need no reading now, because logs are about to tell of them: they are left out. */
  readonly toldByLog?: readonly ToldByLog[];
};

/**
 * What the log of one machine is about to tell: executions that succeeded and started from `startedFromMs` on and before
 * `startedToMs`, or after that and ended from `endedFromMs` on; open ones that started from `openFromMs` on. Failures are
 * read at once by whichever is first.
 */
export type ToldByLog = {
  readonly machineArn: string;
  readonly startedFromMs: EpochMs;
  readonly startedToMs: EpochMs;
  readonly endedFromMs: EpochMs;
  readonly openFromMs: EpochMs;
};

export type WithoutPayloadsQuery = {
  readonly machineArns: readonly string[];
  readonly openBeforeMs: EpochMs;
  readonly limit: number;
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
