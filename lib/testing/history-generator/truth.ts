import type { LinePlan } from './plan';

/** One try at a visit's work, as it was meant when its events were written. */
export type TrueAttempt = {
  readonly id: number;
  readonly kind: 'first' | 'retry' | 'redriven';
  /** From the failure before it, in ms; null where it is no retry. */
  readonly backoffMs: number | null;
  outcome: 'succeeded' | 'failed' | 'aborted' | 'running';
  hasFailed: boolean;
};

/** How many events of each kind tell of a Map's iterations. */
export type TrueIterations = { started: number; succeeded: number; failed: number; aborted: number };

/** One pass through a state, as it was meant when its events were written. */
export type TrueVisit = {
  readonly id: number;
  readonly state: string;
  readonly stateType: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Map' | 'Parallel';
  readonly place: Place;
  /** The event that its entry hangs on. */
  readonly previousId: number;
  /** The run in which it was entered. */
  readonly run: number;
  exit: number | null;
  readonly attempts: TrueAttempt[];
  /** Null while it goes on. */
  outcome: 'succeeded' | 'caught' | 'failed' | 'aborted' | null;
  /** When what failed in it last did so; null where a later attempt mends it. */
  failedAtMs: number | null;
  /** Error names of its own failures, those of its inside left out. */
  readonly errors: string[];
  /** True for a token or an activity: until somebody answers, the visit waits. */
  readonly awaitsAnswer: boolean;
  /** What goes on in the attempt under way of a Map or Parallel. */
  lines: Line[];
  /** How many branches of the attempt under way have begun. */
  branches: number;
  readonly lengths: number[];
  readonly iterations: TrueIterations;
  /** The last event of a distributed Map's run; null before it began. */
  mapRunAt: number | null;
  /** What a Task's attempt would end with if it timed out now; null while none is started. */
  timeOut: { readonly type: string; readonly at: number; readonly service: Readonly<Record<string, string>> } | null;
};

/** Where a visit is: its Map or Parallel, and in which attempt, branch or iteration of it. */
export type Place = {
  readonly container: TrueVisit | null;
  readonly attempt: number | null;
  /** In the order in which branches begin, so null before this one did. */
  branch: number | null;
  readonly iteration: number | null;
};

/** States that follow each other, and how far they have come. */
export type Line = {
  readonly plan: LinePlan;
  /** What the names of its states begin with. */
  readonly path: string;
  readonly place: Place;
  /** The event that the next entry hangs on. */
  at: number;
  position: number;
  /** The visit under way, or the one that failed. */
  visit: TrueVisit | null;
  loops: number;
  isDone: boolean;
};

/** What a reader of the events must find out. */
export type Truth = {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  readonly visits: readonly TrueVisit[];
  readonly redrives: number;
  readonly rootCause: number | null;
  /** Ids, outermost first. */
  readonly fatalVisits: readonly number[];
};

/**
 * How a line or a state went. `at` is the event that what follows hangs on, `origin` the event that failed first and
 * `path` the visits that failed for it, outermost first. What is `fatal` ends the execution, whatever Retry and Catch say.
 */
export type Went =
  | { readonly kind: 'done'; readonly at: number }
  | {
      readonly kind: 'failed' | 'fatal';
      readonly at: number;
      readonly origin: number;
      /** Null where a worker failed a task without naming an error. */
      readonly error: string | null;
      readonly cause: string | null;
      readonly path: readonly TrueVisit[];
    };

/** Goes on in steps: between two of them events of other branches may come, or the execution's end. */
export type Steps = Generator<void, Went, void>;
