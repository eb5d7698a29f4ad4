import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { StepFunctionsArn } from '@/lib/domain/arn';
import type { ExecutionStatus, MachineType } from '@/lib/domain/execution-status';
import type { HistoryEvent, LogRecord } from '@/lib/domain/history/history-event';
import type { PayloadPolicy } from '@/lib/domain/payload-policy';
import type { Secrets } from '@/lib/domain/redact-secrets';
import type { BudgetState } from './aws-budget';
import type { ConnectionState } from './aws-connection';
import type { WaitingTasks } from './waiting-tasks';

/**
 * Reading AWS. All that comes through here is plain and JSON-safe, holds no task token (security T2) and was asked for
 * within the budget of the connection (R2). Times are milliseconds since the epoch.
 *
 * Errors: an `AppError` with one of the codes `no-credentials`, `no-region`, `expired-credentials`, `access-denied`,
 * `encryption-denied`, `throttled`, `unreachable`, `aws-failed`; its message tells a person what to do. What AWS does
 * not have is an answer of its own kind and never an error. An aborted `signal` rejects with the signal's reason.
 */
export type ReadOptions = {
  /** `click`: a person waits for it, so it goes before everything else and finds tokens kept for it. */
  readonly priority: 'click' | 'background';
  readonly signal?: AbortSignal;
};

/** `nextToken` null means the end. A page may be empty or short and still not be the last (aws-facts §1.2, §5.1). */
export type Page<Item> = {
  readonly kind: 'page';
  readonly items: readonly Item[];
  readonly nextToken: string | null;
};

/** The page token is no longer accepted (they last 24 hours): start again from the watermark (R5). */
export type TokenExpired = { readonly kind: 'token-expired' };

/** AWS does not have it, or no longer: retention of 90 days, or its machine was deleted (aws-facts §1.1). */
export type Gone = { readonly kind: 'gone' };

/**
 * `express`: the API does not answer for Express, whose executions are in the logs only. `hidden`: configuration says that
 * the data of the machine is not read.
 */
export type Unavailable = { readonly kind: 'unavailable'; readonly reason: 'express' | 'hidden' };

export type Found<Value> = { readonly kind: 'found'; readonly value: Value };

/** A machine as the list tells it: neither its status nor where it logs to. */
export type ListedMachine = {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly createdAtMs: EpochMs;
};

export type LogLevel = 'OFF' | 'FATAL' | 'ERROR' | 'ALL';

export type MachineLogging = {
  readonly level: LogLevel;
  /** False where inputs, outputs and parameters are left out of the lines. */
  readonly includesData: boolean;
  /** Without the trailing `:*`; null where nothing is logged. */
  readonly logGroupArn: string | null;
};

/** Values by key. */
export type MachineTags = Readonly<Record<string, string>>;

export type MachineDescription = ListedMachine & {
  readonly status: 'ACTIVE' | 'DELETING';
  /** The Amazon States Language text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: MachineLogging;
  /** Null until the machine was first updated. */
  readonly revisionId: string | null;
};

/** The machine as it was when the execution started, which is what the execution has to be drawn with. */
export type MachineOfExecution = {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: MachineLogging;
  readonly revisionId: string | null;
  /** When that definition was written; null where it is not told. */
  readonly updatedAtMs: EpochMs | null;
};

/** With which definition an execution ran: `MachineOfExecution` without the definition itself. */
export type RevisionOfExecution = Pick<MachineOfExecution, 'revisionId' | 'updatedAtMs'>;

export type ListedExecution = {
  readonly arn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAtMs: EpochMs;
  /** Null while it runs, also while it runs again after a redrive. */
  readonly endedAtMs: EpochMs | null;
  readonly redriveCount: number;
  readonly redrivenAtMs: EpochMs | null;
  /** The version and the alias it was started by; null where it was started by the bare machine. */
  readonly versionArn: string | null;
  readonly aliasArn: string | null;
  readonly mapRunArn: string | null;
};

export type ExecutionDescription = ListedExecution & {
  /** JSON text; null where AWS left it out. */
  readonly input: string | null;
  /** JSON text; null unless it succeeded. */
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN' | null;
  readonly redriveStatusReason: string | null;
};

/** How many executions, or items, of a map run are how far. What was never started stays `pending`, also after the end. */
export type MapRunCounts = {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly pendingRedrive: number;
};

/** One run of a Distributed Map, which starts an execution for each batch of its items. */
export type MapRunDescription = {
  readonly arn: string;
  /** The execution whose Map state started it. */
  readonly executionArn: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'UNKNOWN';
  readonly startedAtMs: EpochMs;
  /** Null while it runs, also while it runs again after a redrive. */
  readonly endedAtMs: EpochMs | null;
  /** 0: as many as AWS allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  /** Of its items, 0 to 100. */
  readonly toleratedFailurePercentage: number;
  readonly executionCounts: MapRunCounts;
  readonly itemCounts: MapRunCounts;
  readonly redriveCount: number;
  readonly redrivenAtMs: EpochMs | null;
};

export type PageQuery = {
  /** `nextToken` of the page before, with all else the same; null for the first page. */
  readonly token: string | null;
};

export type ExecutionsQuery = PageQuery & {
  /** A machine, a version or an alias. */
  readonly machineArn: string;
  /** All where left out. `PENDING_REDRIVE` works only for map runs (aws-facts §1.1), so it is not offered. */
  readonly status?: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** 1 to 1,000, 1,000 where left out. */
  readonly limit?: number;
};

/** The statuses that the executions of a map run can be listed by. */
export type MapRunExecutionStatus = NonNullable<ExecutionsQuery['status']> | 'PENDING_REDRIVE';

export type MapRunExecutionsQuery = PageQuery & {
  readonly mapRunArn: string;
  /** All where left out. */
  readonly status?: MapRunExecutionStatus | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
};

export type HistoryQuery = PageQuery & {
  readonly executionArn: string;
  /** Newest event first: for following a running execution until the last known id. */
  readonly reverse?: boolean;
  /**
   * False leaves inputs, outputs and parameters out and gives pages of up to 1,000 events. True gives pages of up to
   * 100, of which two are read at a time (R6).
   */
  readonly includeData: boolean;
};

/** Events in the order asked for. `unreadable` counts those that made no sense, which AWS has never sent so far. */
export type HistoryPage = Page<HistoryEvent> & { readonly unreadable: number };

export type PayloadQuery = {
  readonly executionArn: string;
  readonly eventId: number;
  /** The highest event id known, so that the nearer end is read from; forward from event 1 where left out. */
  readonly lastEventId?: number;
};

/** The Step Functions API of one connection. An ARN of another account or region is refused by `AwsConnections`. */
export interface StepFunctionsReader {
  /** All machines of account and region, both types, in pages of 1,000. */
  listMachines(query: PageQuery, options: ReadOptions): Promise<Page<ListedMachine> | TokenExpired>;
  describeMachine(machineArn: string, options: ReadOptions): Promise<Found<MachineDescription> | Gone>;
  /** Scarce: AWS allows one a second. */
  listTags(machineArn: string, options: ReadOptions): Promise<Found<MachineTags> | Gone>;
  /** Scarce: AWS allows one a second. Never call it per row. */
  describeMachineOfExecution(
    executionArn: string,
    options: ReadOptions,
  ): Promise<Found<MachineOfExecution> | Gone | Unavailable>;
  /** As scarce. Needs no key of a machine that encrypts (aws-facts §9.23). */
  describeRevisionOfExecution(executionArn: string, options: ReadOptions): Promise<Found<RevisionOfExecution> | Gone>;
  /** Newest start first, eventually consistent. */
  listExecutions(
    query: ExecutionsQuery,
    options: ReadOptions,
  ): Promise<Page<ListedExecution> | TokenExpired | Gone | Unavailable>;
  describeExecution(
    executionArn: string,
    options: ReadOptions,
  ): Promise<Found<ExecutionDescription> | Gone | Unavailable>;
  /** Scarce: AWS allows one a second. Counts may lag behind for a moment, most of all after a redrive. */
  describeMapRun(mapRunArn: string, options: ReadOptions): Promise<Found<MapRunDescription> | Gone>;
  /** The executions that a map run started, Standard or Express, newest start first. */
  listMapRunExecutions(
    query: MapRunExecutionsQuery,
    options: ReadOptions,
  ): Promise<Page<ListedExecution> | TokenExpired | Gone>;
  getHistoryPage(query: HistoryQuery, options: ReadOptions): Promise<HistoryPage | TokenExpired | Gone | Unavailable>;
  /**
   * One event with its input, output or parameters. The API cannot be asked for one event: it is paged to, from the
   * nearest place known. `gone` also where the history has no such event.
   */
  getEventPayload(query: PayloadQuery, options: ReadOptions): Promise<Found<HistoryEvent> | Gone | Unavailable>;
}

/** Which lines of a group are wanted. Several machines may share a group (aws-facts §4.3). */
export type LogFilter =
  | { readonly kind: 'everything' }
  /** Lines of executions of this machine, Standard and Express. */
  | { readonly kind: 'machine'; readonly machineArn: string }
  | { readonly kind: 'execution'; readonly executionArn: string; readonly eventId?: number };

export type LogQuery = PageQuery & {
  /** `logGroupArn` of the machine's logging. */
  readonly logGroupArn: string;
  /** Event time, both ends included. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly filter: LogFilter;
  /** 1 to 10,000 lines, 10,000 where left out. */
  readonly limit?: number;
};

/** One line that Step Functions wrote. Lines arrive late, out of order and sometimes twice (aws-facts §4.3). */
export type LoggedEvent = LogRecord & {
  /** When CloudWatch took it in: the line's delay is this less the event's time. */
  readonly ingestedAtMs: EpochMs;
};

/** `skippedLines` counts lines that are not JSON or not ours, such as the text that validates the delivery. */
export type LogPage = Page<LoggedEvent> & { readonly skippedLines: number };

/** CloudWatch Logs of one connection. */
export interface LogReader {
  /** `gone`: the group does not exist; executions go on without it. Continue until `nextToken` is null. */
  filterEvents(query: LogQuery, options: ReadOptions): Promise<LogPage | TokenExpired | Gone>;
}

/** One account and region, and how it is doing. */
export interface Connection {
  /** The name it has in rows and on pages; `default` for the one that the environment describes. */
  readonly name: string;
  /**
   * Whether this connection reads the machine: its configuration selects its name and, where it says so, its tags, and no
   * connection before it reads the same machine of the same account and region. Rejects as a read does where the tags
   * cannot be read; asks AWS only for tags.
   */
  selects(machineArn: string, options: ReadOptions): Promise<boolean>;
  /**
   * What configuration allows with the inputs and outputs of a machine; the ARN is its own or that of an execution of it.
   * Nothing that a hidden machine passes around comes out of `stepFunctions`, `logs` or `waitingTasks`.
   */
  payloadPolicyOf(arn: string): PayloadPolicy;
  /** What configuration calls secret in the inputs and outputs of a machine; the ARN is as above. */
  secretsOf(arn: string): Secrets;
  readonly stepFunctions: StepFunctionsReader;
  readonly logs: LogReader;
  readonly waitingTasks: WaitingTasks;
  /** As of now, without asking AWS. */
  state(): ConnectionState;
  /** What it may ask AWS for, and has asked, as of now. Connections of one account and region draw on the same. */
  budget(): BudgetState;
}

/** Whether an ARN may be read, and through which connection. */
export type ConnectionMatch =
  | { readonly kind: 'connection'; readonly connection: Connection; readonly arn: StepFunctionsArn }
  /** No ARN of Step Functions; `describeArnProblem` of the domain says more. */
  | { readonly kind: 'invalid' }
  /** A good ARN of an account, region or state machine that none of the connections reads. */
  | { readonly kind: 'foreign'; readonly arn: StepFunctionsArn };

export interface AwsConnections {
  list(): readonly Connection[];
  /**
   * The connection whose partition, account and region an ARN names and whose state machines it is among (N2). May ask AWS for the account once, before it is
   * known, and then throws what such a read throws.
   */
  findFor(arn: string, options: ReadOptions): Promise<ConnectionMatch>;
}
