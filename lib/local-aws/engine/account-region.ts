import type { Scheduler } from '../clock/scheduler';
import type { JsonValue } from '../json-value';
import { appendValidation, ExecutionLog } from '../logs/execution-log';
import { LogGroup } from '../logs/log-group';
import { Random } from '../random';
import { Execution, type ExecutionWorld } from './execution';
import type { HistoryEvent } from './history';
import { runExecution } from './run-line';
import { createStateMachine, type MachineSource, type StateMachine } from './state-machine';
import type { TaskBehaviour } from './task-script';
import { TaskTokens } from './task-tokens';

/** What StartExecution is given. */
export type StartRequest = {
  readonly machine: StateMachine;
  readonly name?: string;
  readonly input: JsonValue;
  readonly overrides?: Readonly<Record<string, readonly TaskBehaviour[]>>;
};

/** After this log lines are forgotten, so that a demo may run for weeks. */
const KEEP_LOGS_MS = 24 * 3_600_000;

/** Everything one account has in one region: machines, executions, task tokens, log groups. */
export class AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly scheduler: Scheduler;
  readonly tokens = new TaskTokens();
  readonly machines = new Map<string, StateMachine>();
  readonly logGroups = new Map<string, LogGroup>();
  /** Standard executions. Express ones leave nothing but log lines. */
  readonly executions = new Map<string, Execution>();
  /** Executions that were started with behaviours of their own, of either type, so that they can be stepped. */
  readonly scripted = new Map<string, Execution>();
  readonly #byMachine = new Map<string, Execution[]>();
  readonly #random: Random;
  readonly #seed: string;
  readonly #world: ExecutionWorld;

  constructor(account: string, region: string, scheduler: Scheduler, seed: string) {
    this.account = account;
    this.region = region;
    this.scheduler = scheduler;
    this.#seed = `${seed}/${account}/${region}`;
    this.#random = new Random(this.#seed);
    this.#world = { scheduler, region, tokens: this.tokens };
  }

  /** @throws InvalidDefinition, or Error when a Task has no script */
  createMachine(source: MachineSource): StateMachine {
    const machine = createStateMachine(source, this.account, this.region);
    this.machines.set(machine.arn, machine);
    if (machine.logs.group !== null && !this.logGroups.has(machine.logs.group)) {
      const group = new LogGroup(machine.logs.group, this.account, this.region, source.createdMs, KEEP_LOGS_MS);
      this.logGroups.set(group.name, group);
      appendValidation(group, source.createdMs);
    }
    return machine;
  }

  /** Starts an execution now. The caller has seen to it that the name is free. */
  start({ machine, input, overrides, name = this.#random.uuid() }: StartRequest): Execution {
    const arn =
      machine.type === 'STANDARD'
        ? `arn:aws:states:${this.region}:${this.account}:execution:${machine.name}:${name}`
        : `arn:aws:states:${this.region}:${this.account}:express:${machine.name}:${name}:${this.#random.uuid()}`;
    const random = new Random(`${this.#seed}/${arn}`);
    const group = this.logGroups.get(machine.logs.group ?? '');
    const log = group && new ExecutionLog(group, machine, arn, this.scheduler.nowMs, this.#random);
    const onEvent = (event: HistoryEvent) => log?.append(event);
    const start = { arn, name, machine, input, random, onEvent, ...(overrides === undefined ? {} : { overrides }) };
    const execution = new Execution(start, this.#world);
    if (overrides !== undefined) this.scripted.set(arn, execution);
    if (machine.type === 'STANDARD') {
      this.executions.set(arn, execution);
      this.executionsOf(machine).push(execution);
    }
    execution.run(runExecution(execution));
    return execution;
  }

  /** A machine's executions in the order in which they started. */
  executionsOf(machine: StateMachine): Execution[] {
    const known = this.#byMachine.get(machine.arn);
    if (known !== undefined) return known;
    const executions: Execution[] = [];
    this.#byMachine.set(machine.arn, executions);
    return executions;
  }
}
