import type { StateError } from '../language/states-error';
import type { ExecutionStatus } from './execution-status';
import type { Qualifier } from './qualified-machine';

/** What a list shows of an execution, and all that is kept of one that is over and out of memory. Times are epoch ms. */
export type ListedExecution = {
  readonly arn: string;
  readonly name: string;
  /** The ARN of its machine. */
  readonly machineArn: string;
  readonly startMs: number;
  readonly stopMs: number | null;
  readonly listedStatus: ExecutionStatus;
  readonly redriveCount: number;
  readonly redriveMs: number | null;
  readonly mapRunArn: string | null;
  readonly startedBy: Qualifier;
  /** How it had ended before its last redrive; left out or `null` where it was never redriven. */
  readonly beforeRedrive?: Ending | null;
};

/** What a redrive replaces. */
export type Ending = {
  readonly status: Exclude<ExecutionStatus, 'PENDING_REDRIVE'>;
  readonly stopMs: number | null;
  readonly failure: StateError;
  readonly redriveCount: number;
  readonly redriveMs: number | null;
};

/** Executions in the order in which they started; a list of them is one. */
export type Listing = { readonly length: number; readonly at: (index: number) => ListedExecution | undefined };

/** A machine's executions in the order in which they started. */
export class ExecutionList implements Listing {
  /** Executions that are older than all others and in no memory. */
  #before: Listing = [];
  readonly #executions: ListedExecution[] = [];

  /** Those in memory. */
  get all(): readonly ListedExecution[] {
    return this.#executions;
  }

  get length(): number {
    return this.#before.length + this.#executions.length;
  }

  at(index: number): ListedExecution | undefined {
    const { length } = this.#before;
    return index < length ? this.#before.at(index) : this.#executions[index - length];
  }

  begin(before: Listing): void {
    this.#before = before;
  }

  /** Mostly what is added is the newest. The past is laid out machine by machine, so that it may be in between. */
  add(execution: ListedExecution): void {
    const at = this.#executions.findLastIndex(({ startMs }) => startMs <= execution.startMs) + 1;
    this.#executions.splice(at, 0, execution);
  }

  remove(arn: string): void {
    const at = this.#executions.findIndex((execution) => execution.arn === arn);
    if (at >= 0) this.#executions.splice(at, 1);
  }
}
