import type { Scheduler } from '../clock/scheduler';
import type { AccountRegion, StartRequest } from '../engine/account-region';
import type { Execution } from '../engine/execution';
import type { StateMachine } from '../engine/state-machine';
import { Random } from '../random';
import type { MachinePlan, Operators } from './machine-plan';

/** What an operator writes who stops an execution by hand. */
export const STOPPED = { error: 'Operator.Stopped', cause: 'Duplicate order, customer called (ticket SUP-20418)' };

const MOST_REDRIVES = 2;

/** A machine of the workload where it runs, through its revisions. */
export type PlannedMachine = {
  readonly plan: MachinePlan;
  readonly region: AccountRegion;
  /** The machine as it is at a time, epoch ms. */
  readonly machineAt: (timeMs: number) => StateMachine;
};

/**
 * A start of the workload. All that follows from it is drawn from its own number, so that it can be left to happen again,
 * in any region object whose time stands where this one's did.
 */
export class PlannedStart {
  readonly number: number;
  /** Epoch ms. */
  readonly timeMs: number;
  readonly #of: PlannedMachine;
  readonly #seed: string;

  constructor(of: PlannedMachine, number: number, timeMs: number, seed: string) {
    this.#of = of;
    this.number = number;
    this.timeMs = timeMs;
    this.#seed = `${seed}/${of.plan.name}/${number}`;
  }

  /** Tells this start from every other of the workload. */
  get key(): string {
    return `${this.#of.plan.name}/${this.number}`;
  }

  /** What StartExecution is given. */
  get request(): StartRequest {
    const { plan, machineAt } = this.#of;
    const { name, input } = plan.toStart(new Random(this.#seed), this.timeMs, this.number);
    const by = plan.qualifier === undefined ? {} : { qualifier: plan.qualifier };
    return { machine: machineAt(this.timeMs), name, input, ...by };
  }

  /** Starts it, with what operators will do to it. */
  begin(region: AccountRegion): void {
    const execution = region.start(this.request);
    const { operators } = this.#of.plan;
    if (operators === undefined) return;
    operate(execution, operators, region.scheduler, new Random(`${this.#seed}/operators`));
  }
}

function operate(execution: Execution, operators: Operators, scheduler: Scheduler, random: Random): void {
  const { stoppedShare = 0, redriveAfterMs } = operators;
  if (random.chance(stoppedShare)) {
    scheduler.after(random.between(8_000, 40_000), () => {
      if (execution.status === 'RUNNING') execution.abort(STOPPED);
    });
  }
  if (redriveAfterMs === undefined) return;
  execution.whenOver(() => {
    if (execution.status !== 'FAILED' || execution.redriveCount >= MOST_REDRIVES) return;
    scheduler.after(redriveAfterMs(random), () => {
      if (execution.status === 'FAILED') execution.redrive();
    });
  });
}
