import type { Pause } from '../clock/routine';
import type { Cancel, Scheduler } from '../clock/scheduler';
import type { JsonValue } from '../json-value';
import type { StateError } from '../language/states-error';
import type { Random } from '../random';
import type { ExecutionStatus } from './execution-status';

/** What a map run knows of an execution that it started. */
export type MapRunChild = {
  readonly arn: string;
  readonly status: ExecutionStatus;
  readonly output: JsonValue | undefined;
  readonly abort: (failure: StateError) => void;
  readonly whenOver: (listener: () => void) => void;
  readonly redrive: () => void;
};

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** How many items run at once and how many may fail; `null` where the definition says nothing. */
export type MapRunLimits = {
  /** 0 = as many as AWS allows. */
  readonly maxConcurrency: number;
  readonly toleratedCount: number | null;
  readonly toleratedPercentage: number | null;
};

export type MapRunStart = {
  readonly arn: string;
  readonly executionArn: string;
  /** `…:stateMachine:NAME/LABEL` */
  readonly machineArn: string;
  /** How many items each of its executions works on. */
  readonly batchSizes: readonly number[];
  /** Whether reading the items failed: the run is over as it starts. */
  readonly isUnreadable: boolean;
  readonly hasWriter: boolean;
  /** Express children cannot be stopped: they run on after the run has failed (aws-facts §2.5). */
  readonly childrenAreExpress: boolean;
  readonly limits: MapRunLimits;
  readonly startChild: (index: number) => MapRunChild;
};

/** Children that may run at once in one map run (aws-facts §1.4). */
const MOST_CHILDREN = 10_000;

/**
 * One run of a Distributed Map: starts an execution for each item and ends when all did, or when more failed than the
 * definition tolerates. Items that were never started stay pending then (aws-facts §2.5).
 */
export class MapRun {
  readonly facts: MapRunStart;
  readonly startMs: number;
  /** Items of all its executions, started or not. */
  readonly itemCount: number;
  status: MapRunStatus = 'RUNNING';
  stopMs: number | null = null;
  redriveCount = 0;
  redriveMs: number | null = null;
  /** By batch; a gap is one that was not started. */
  readonly #byBatch = new Map<number, MapRunChild>();
  /** Items of each execution, by ARN. */
  readonly #sizes = new Map<string, number>();
  #waiting: number[];
  /** Children that a redrive has not reached yet, by ARN. */
  readonly #awaitingRedrive = new Set<string>();
  #due: Cancel[] = [];
  #underWay = 0;
  /** Items whose execution failed. */
  #failed = 0;
  #wake: (() => void) | null = null;
  readonly #scheduler: Scheduler;
  readonly #random: Random;

  constructor(facts: MapRunStart, scheduler: Scheduler, random: Random) {
    this.facts = facts;
    this.#scheduler = scheduler;
    this.#random = random;
    this.startMs = scheduler.nowMs;
    this.itemCount = facts.batchSizes.reduce((total, size) => total + size, 0);
    this.#waiting = facts.batchSizes.map((_, index) => index);
    if (facts.isUnreadable) this.#end('FAILED');
    else this.#proceed();
  }

  /** The executions it started, oldest first. */
  get children(): readonly MapRunChild[] {
    return [...this.#byBatch.values()];
  }

  /** How many items an execution of the run works on. */
  itemCountOf(childArn: string): number {
    return this.#sizes.get(childArn) ?? 0;
  }

  /** Waits for the end of the run. Taking the wait back aborts it: what it belongs to was ended from outside. */
  readonly join: Pause = (resume) => {
    if (this.status !== 'RUNNING') resume();
    else this.#wake = resume;
    return () => {
      if (this.status === 'RUNNING') this.#end('ABORTED');
    };
  };

  /** True for a child that failed and waits for its turn to run again. */
  awaitsRedrive(childArn: string): boolean {
    return this.#awaitingRedrive.has(childArn);
  }

  /** Runs again what did not succeed and starts what never ran, within the same limits (aws-facts §2.6). */
  redrive(): void {
    this.status = 'RUNNING';
    this.stopMs = null;
    this.redriveCount += 1;
    this.redriveMs = this.#scheduler.nowMs;
    this.#failed = 0;
    this.#waiting = [];
    // Express children may have outlived the failure of the run.
    this.#underWay = this.children.filter(({ status }) => status === 'RUNNING').length;
    for (let index = 0; index < this.facts.batchSizes.length; index += 1) {
      const child = this.#byBatch.get(index);
      if (child === undefined || isFailed(child.status)) this.#waiting.push(index);
      if (child !== undefined && isFailed(child.status)) this.#awaitingRedrive.add(child.arn);
    }
    this.#proceed();
  }

  /** What the items gave, in their order; of those that failed within what is tolerated there is nothing. */
  outputs(): readonly JsonValue[] {
    return [...this.#byBatch]
      .sort(([one], [other]) => one - other)
      .flatMap(([, { output }]) => (output === undefined ? [] : [output]));
  }

  /** Ends the run, or starts what there is room for. */
  #proceed(): void {
    if (this.status !== 'RUNNING') return;
    if (this.#exceedsTolerance()) this.#end('FAILED');
    else if (this.#waiting.length === 0 && this.#underWay === 0) this.#end('SUCCEEDED');
    else this.#fill();
  }

  #fill(): void {
    const { maxConcurrency } = this.facts.limits;
    const room = maxConcurrency > 0 ? Math.min(maxConcurrency, MOST_CHILDREN) : MOST_CHILDREN;
    while (this.#underWay < room) {
      const index = this.#waiting.shift();
      if (index === undefined) return;
      this.#underWay += 1;
      this.#due.push(this.#scheduler.after(this.#random.between(60, 420), () => this.#start(index)));
    }
  }

  #start(index: number): void {
    const known = this.#byBatch.get(index);
    if (known !== undefined) {
      this.#awaitingRedrive.delete(known.arn);
      known.redrive();
      return;
    }
    const child = this.facts.startChild(index);
    const size = this.facts.batchSizes[index] ?? 0;
    this.#byBatch.set(index, child);
    this.#sizes.set(child.arn, size);
    child.whenOver(() => {
      this.#underWay -= 1;
      if (isFailed(child.status)) this.#failed += size;
      this.#proceed();
    });
  }

  #exceedsTolerance(): boolean {
    const { toleratedCount, toleratedPercentage } = this.facts.limits;
    if (toleratedCount === null && toleratedPercentage === null) return this.#failed > 0;
    const share = (this.#failed / this.itemCount) * 100;
    return (
      (toleratedCount !== null && this.#failed > toleratedCount) ||
      (toleratedPercentage !== null && share > toleratedPercentage)
    );
  }

  #end(status: MapRunStatus): void {
    this.status = status;
    this.stopMs = this.#scheduler.nowMs;
    for (const cancel of this.#due) cancel();
    this.#due = [];
    this.#awaitingRedrive.clear();
    if (!this.facts.childrenAreExpress) this.#abortChildren();
    this.#wake?.();
  }

  /** In the words that a recorded child has (the corpus' `redriven-map-child-wait`). */
  #abortChildren(): void {
    const cause = `The map run execution [${this.facts.arn}] which was managing this resource was aborted`;
    for (const child of this.children) if (child.status === 'RUNNING') child.abort({ error: null, cause });
  }
}

function isFailed(status: ExecutionStatus): boolean {
  return status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
}
