import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { ExecutionStatus, MachineType } from '@/lib/domain/execution-status';

/**
 * How much of an execution's course is known: every event, some of them, or only what a list told. `several`: more than
 * one run was logged under its ARN (aws-facts §4.3). What is held is then the last run, where runs can be told apart,
 * else the end that all had. It stays so: later readings may see the lines of one run alone.
 */
export type ExecutionCoverage = 'full' | 'partial' | 'several' | 'none';

/** The version and the alias of its machine that an execution was started by: neither, the version, or both. */
export type StartedWith = { readonly version: number | null; readonly alias: string | null };

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
  /** Null where it is not known; it never changes. */
  readonly startedWith: StartedWith | null;
  /** Whether AWS has a payload to show; null where it was not asked. The payload itself is fetched when opened. */
  readonly hasInput: boolean | null;
  readonly hasOutput: boolean | null;
  /** Where its events come from: `GetExecutionHistory` or log lines. */
  readonly source: 'history' | 'log';
  readonly coverage: ExecutionCoverage;
};

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

export type StatusCounts = Readonly<Record<ExecutionStatus, number>>;
