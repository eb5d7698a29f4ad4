/** What a state's Retry and Catch do about any failure: how often it is tried again, and whether what is left is caught. */
export type HandlingPlan = { readonly retries: number; readonly catches: boolean };

/** Who does the work of a Task: an own family of events each, or the same with a request that is submitted first. */
export type WorkPlan = 'lambda' | 'activity' | 'request' | 'sync' | 'callback';

/**
 * One state of a definition, without what happens in it: that is drawn while the history is written. Its name is its
 * place, so that names are unique in the definition as AWS asks.
 */
export type StatePlan =
  | { readonly type: 'Pass' | 'Wait' | 'Succeed' | 'Fail' }
  /** Goes on with the next state, skips it, or goes back by as many states as `back` says. */
  | { readonly type: 'Choice'; readonly back: number }
  | ({ readonly type: 'Task'; readonly work: WorkPlan } & HandlingPlan)
  | ({ readonly type: 'Parallel'; readonly branches: readonly LinePlan[] } & HandlingPlan)
  | ({ readonly type: 'Map'; readonly body: LinePlan; readonly length: number; readonly atOnce: number } & HandlingPlan)
  | ({ readonly type: 'DistributedMap' } & HandlingPlan);

/** States that follow each other: a whole machine, a branch of a Parallel, or what a Map does with each item. */
export type LinePlan = readonly StatePlan[];

/** How one run of the execution ends: by what its states do, or from outside after some steps. */
export type RunPlan = { readonly ending: 'itself' | 'abort' | 'time-out' | 'none'; readonly steps: number };

/** A whole execution. `choices` decides, in turn, everything that may go one way or another. */
export type ExecutionPlan = {
  readonly machine: LinePlan;
  /** The first run and, as far as it fails and can be redriven, those after it. */
  readonly runs: readonly RunPlan[];
  readonly choices: readonly number[];
};
