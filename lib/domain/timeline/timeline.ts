import type { DurationMs, EpochMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { StateType } from '@/lib/domain/history/event-types';

/** How one pass through a state stands, or how it ended. */
export const VISIT_OUTCOMES = ['succeeded', 'caught', 'failed', 'aborted', 'running', 'waiting'] as const;

export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** An error name and cause as AWS wrote them. Either may be missing: a worker can fail a task without naming an error. */
export type Failure = {
  /** The event that told of the failure. */
  readonly eventId: number;
  readonly error: string | null;
  readonly cause: string | null;
  readonly atMs: EpochMs;
};

/** What a Task state's Scheduled event tells of its work. Limits are null where the definition sets none. */
export type TaskWork = {
  readonly kind: 'task' | 'lambda' | 'activity';
  /** `lambda`, `sqs`, `aws-sdk:s3`, …; empty for a Lambda or activity ARN used directly. */
  readonly service: string;
  /** `invoke`, `sendMessage.waitForTaskToken`, …, or the ARN of the function or activity. */
  readonly resource: string;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
};

/** Who does the work of an attempt. */
export type Work = TaskWork | { readonly kind: 'map' | 'parallel' };

/** One try at a visit's work. */
export type Attempt = {
  /** Id of the event that scheduled or started it. */
  readonly id: number;
  /** `redriven`: the first attempt of its visit after `ExecutionRedriven`; it is not a retry. */
  readonly kind: 'first' | 'retry' | 'redriven';
  /** 0 in the run that began with `ExecutionStarted`, n after the n-th redrive. */
  readonly run: number;
  readonly work: Work;
  readonly scheduledAtMs: EpochMs;
  /** When a worker or the service took it; null before that, and for Map and Parallel. */
  readonly startedAtMs: EpochMs | null;
  readonly endedAtMs: EpochMs | null;
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'running';
  /** True once it failed, also where a redriven Map or Parallel took the same attempt up again and succeeded. */
  readonly hasFailed: boolean;
  readonly failure: Failure | null;
  /** From the failure before it to its start; null where it is no retry. */
  readonly backoffMs: DurationMs | null;
  /** Name the activity worker gave itself. */
  readonly workerName: string | null;
};

/** One iteration of an inline Map; the same index appears again when the whole Map is retried. */
export type MapIteration = {
  readonly eventId: number;
  readonly index: number;
  /** Position in the Map visit's attempts. */
  readonly attempt: number;
  readonly startedAtMs: EpochMs;
  readonly endedAtMs: EpochMs | null;
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'running';
};

/** What a Map visit did, over all its attempts. */
export type MapWork = {
  /** Items, per attempt; 0 for a distributed Map that reads them itself. */
  readonly lengths: readonly number[];
  readonly iterations: readonly MapIteration[];
  /** Counts of the iteration events as they stand in the history, so a redriven iteration counts in two of them. */
  readonly counts: {
    readonly started: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly aborted: number;
  };
  readonly mapRunArns: readonly string[];
};

/** One pass through a state. Its id is the id of its `*StateEntered` event. */
export type Visit = {
  readonly id: number;
  readonly state: string;
  readonly stateType: StateType;
  /** The enclosing Map or Parallel visit. */
  readonly parent: number | null;
  /** Position of the enclosing visit's attempt that this visit belongs to. */
  readonly parentAttempt: number | null;
  /** Index of the Map iteration it runs in. */
  readonly iteration: number | null;
  /** Which branch of the enclosing Parallel, counted in the order in which branches began. */
  readonly branch: number | null;
  /** 0 at the top level. */
  readonly depth: number;
  readonly enteredAtMs: EpochMs;
  /** Id of its `*StateExited` event; null for one that failed, was aborted or runs, and where the line is missing. */
  readonly exit: number | null;
  /** When it exited, or when what ended it from outside happened; null while it runs. */
  readonly endedAtMs: EpochMs | null;
  readonly attempts: readonly Attempt[];
  readonly outcome: VisitOutcome;
  /** The last failure that nothing mended: why it is `failed`, or what Catch caught. */
  readonly failure: Failure | null;
  /** Every failure seen in it, oldest first, also those that Retry or a redrive mended. */
  readonly failures: readonly Failure[];
  /** Null for every other state type. */
  readonly map: MapWork | null;
};

/** A task token or an activity that nobody has answered. */
export type Wait = {
  /** Id of the Scheduled event: with the execution's ARN it names the wait. */
  readonly eventId: number;
  readonly visit: number;
  readonly state: string;
  readonly resource: string;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
  readonly sinceMs: EpochMs;
};

/** One redrive: when it was asked for. */
export type Redrive = { readonly eventId: number; readonly atMs: EpochMs };

/** Everything that the events of one execution tell. */
export type Timeline = {
  readonly status: ExecutionStatus;
  /** Why it failed, timed out or was aborted, from the last terminal event. */
  readonly failure: Failure | null;
  /** Null where the event that would tell is not among those given. */
  readonly startedAtMs: EpochMs | null;
  readonly endedAtMs: EpochMs | null;
  /** Time of the latest event: how far the open visits are known. */
  readonly lastAtMs: EpochMs | null;
  readonly visits: readonly Visit[];
  readonly waits: readonly Wait[];
  /** Scheduled events of attempts that run or wait, without Map and Parallel. */
  readonly inFlight: readonly number[];
  /** The event that caused the failure; null unless the execution failed. */
  readonly rootCause: number | null;
  /** The failed visit and those around it, outermost first. */
  readonly fatalVisits: readonly number[];
  readonly redrives: readonly Redrive[];
  /** ARNs of executions that tasks of this one started, in order. */
  readonly childExecutionArns: readonly string[];
  readonly eventCount: number;
  /** Ids below the highest one that no event has. */
  readonly missingIds: number;
  readonly unknownTypes: readonly string[];
  /** Ids of events whose visit could not be told because the events between are missing. */
  readonly unplacedEvents: readonly number[];
};
