import type { Scheduler } from '../clock/scheduler';
import type { JsonValue } from '../json-value';
import { appendValidation, ExecutionLog } from '../logs/execution-log';
import { LogGroup } from '../logs/log-group';
import { againAfterMs, NO_ODDITIES } from '../logs/log-oddities';
import { Random } from '../random';
import { Activities } from './activities';
import {
  type ChildRequest,
  Execution,
  type ExecutionStart,
  type ExecutionWorld,
  type NestedRequest,
  type NestedStart,
} from './execution';
import type { HistoryEvent } from './history';
import type { MapRun } from './map-run';
import { findQualified, UNQUALIFIED } from './qualified-machine';
import { RedriveTokens } from './redrive-tokens';
import { runExecution } from './run-line';
import {
  createStateMachine,
  type MachineSource,
  type MachineUpdate,
  type StateMachine,
  tasksOf,
  updateStateMachine,
} from './state-machine';
import { parseTaskResource } from './task-resource';
import type { TaskBehaviour } from './task-script';
import { TaskTokens } from './task-tokens';

/** What StartExecution is given. */
export type StartRequest = {
  readonly machine: StateMachine;
  /** A version's number or an alias' name; the machine's present revision runs where it is left out. */
  readonly qualifier?: string;
  readonly name?: string;
  readonly input: JsonValue;
  readonly overrides?: Readonly<Record<string, readonly TaskBehaviour[]>>;
};

/** What an execution is before it runs. */
type ExecutionFacts = Omit<ExecutionStart, 'random' | 'runs' | 'onEvent'>;

/** After this log lines are forgotten, so that a demo may run for weeks. */
const KEEP_LOGS_MS = 24 * 3_600_000;

/** Everything one account has in one region: machines, executions, task tokens, log groups. */
export class AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly scheduler: Scheduler;
  readonly tokens = new TaskTokens();
  readonly activities: Activities;
  readonly machines = new Map<string, StateMachine>();
  readonly logGroups = new Map<string, LogGroup>();
  /** Standard executions. Express ones leave nothing but log lines. */
  readonly executions = new Map<string, Execution>();
  /** Express children of map runs: these can be described, though they have no history to read (aws-facts §2.5). */
  readonly expressChildren = new Map<string, Execution>();
  readonly mapRuns = new Map<string, MapRun>();
  readonly redriveTokens = new RedriveTokens();
  /** Executions that were started with behaviours of their own, of either type, so that they can be stepped. */
  readonly scripted = new Map<string, Execution>();
  /** What is odd about the logs of machines that say nothing of it themselves. */
  logOddities = NO_ODDITIES;
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
    this.activities = new Activities(scheduler);
    const { activities, mapRuns, tokens } = this;
    const startChild = (request: ChildRequest) => this.#startChild(request);
    const startExecution = (request: NestedRequest) => this.#startNested(request);
    this.#world = { scheduler, region, tokens, activities, mapRuns, startChild, startExecution };
  }

  /** @throws InvalidDefinition, or Error when a Task has no script */
  createMachine(source: MachineSource): StateMachine {
    return this.#keep(createStateMachine(source, this.account, this.region));
  }

  /**
   * Gives a machine a new revision from now on and returns it; what started before keeps the one of its start.
   * @throws Error where no machine has the ARN, and as `createMachine`
   */
  updateMachine(arn: string, update: MachineUpdate): StateMachine {
    const machine = this.machines.get(arn);
    if (machine === undefined) throw new Error(`no machine ${arn}`);
    return this.#keep(updateStateMachine(machine, update, this.scheduler.nowMs, this.#random.uuid()));
  }

  /** Keeps a machine with what it needs around it: its activities and its log group. */
  #keep(machine: StateMachine): StateMachine {
    this.machines.set(machine.arn, machine);
    const { updatedMs } = machine;
    for (const { resource } of tasksOf(machine.definition)) {
      const parsed = parseTaskResource(resource);
      if (parsed.family === 'Activity') this.activities.register(parsed.arn, updatedMs);
    }
    if (machine.logs.group !== null && !this.logGroups.has(machine.logs.group)) {
      const group = new LogGroup(machine.logs.group, this.account, this.region, updatedMs, KEEP_LOGS_MS);
      this.logGroups.set(group.name, group);
      appendValidation(group, updatedMs);
    }
    return machine;
  }

  /**
   * Starts an execution now. The caller has seen to it that the name is free.
   * @throws Error where the machine has no such version or alias
   */
  start({ machine: present, qualifier, input, overrides, name = this.#random.uuid() }: StartRequest): Execution {
    const qualified = qualifier === undefined ? null : findQualified(present, qualifier);
    if (qualified === null && qualifier !== undefined) throw new Error(`${present.name} has no ${qualifier}`);
    const machine = qualified?.machine ?? present;
    const arn =
      machine.type === 'STANDARD'
        ? `arn:aws:states:${this.region}:${this.account}:execution:${machine.name}:${name}`
        : `arn:aws:states:${this.region}:${this.account}:express:${machine.name}:${name}:${this.#random.uuid()}`;
    const startedBy = qualified?.by ?? UNQUALIFIED;
    const own = overrides === undefined ? {} : { overrides };
    const start = { arn, name, machine, input, startedBy, ...own };
    const execution = this.#make(start);
    if (overrides !== undefined) this.scripted.set(arn, execution);
    if (machine.type === 'STANDARD') {
      this.executions.set(arn, execution);
      this.executionsOf(machine).push(execution);
    } else {
      this.#runTwiceByChance(start);
    }
    execution.run();
    return execution;
  }

  /** Asynchronous Express executions run at least once: some do so twice, and neither run knows of the other. */
  #runTwiceByChance(start: ExecutionFacts): void {
    const { doubledRuns } = start.machine.logs.oddities ?? this.logOddities;
    if (doubledRuns === 0) return;
    const again = `${start.arn}/again`;
    const random = new Random(`${this.#seed}/${again}/when`);
    if (!random.chance(doubledRuns)) return;
    this.scheduler.after(againAfterMs(random), () => this.#make(start, again).run());
  }

  /** The name of an Express child holds the UUID that its ARN ends with (aws-facts §2.5). */
  #startChild({ mapRun, machine, name: id, input }: ChildRequest): Execution {
    const isStandard = machine.type === 'STANDARD';
    const name = isStandard ? id : `${id}:${this.#random.uuid()}`;
    const kind = isStandard ? 'execution' : 'express';
    const arn = `arn:aws:states:${this.region}:${this.account}:${kind}:${machine.name}:${name}`;
    const child = this.#make({ arn, name, machine, input, mapRun });
    (isStandard ? this.executions : this.expressChildren).set(arn, child);
    child.run();
    return child;
  }

  /** The errors have the names under which Step Functions reports them to a definition. */
  #startNested({ machineArn, name, input }: NestedRequest): NestedStart {
    const machine = this.machines.get(machineArn);
    if (machine === undefined) {
      const cause = `State Machine Does Not Exist: '${machineArn}'`;
      return { kind: 'refused', error: 'StepFunctions.StateMachineDoesNotExistException', cause };
    }
    const arn = `arn:aws:states:${this.region}:${this.account}:execution:${machine.name}:${name}`;
    if (this.executions.has(arn)) {
      const cause = `Execution Already Exists: '${arn}'`;
      return { kind: 'refused', error: 'StepFunctions.ExecutionAlreadyExistsException', cause };
    }
    return { kind: 'started', child: this.start({ machine, name, input }) };
  }

  /** @param runName sets apart runs of one ARN, so that each draws its own chances */
  #make(start: ExecutionFacts, runName = start.arn): Execution {
    const random = new Random(`${this.#seed}/${runName}`);
    const log = this.#openLog(start, runName);
    const onEvent = (event: HistoryEvent, redriveCount: number) => log?.append(event, redriveCount);
    return new Execution({ ...start, random, runs: runExecution, onEvent }, this.#world);
  }

  #openLog({ arn, machine }: ExecutionFacts, runName: string): ExecutionLog | null {
    const group = this.logGroups.get(machine.logs.group ?? '');
    if (group === undefined) return null;
    const random = new Random(`${this.#seed}/${runName}/log`);
    const { doubledLines } = machine.logs.oddities ?? this.logOddities;
    return new ExecutionLog({ group, machine, arn, startMs: this.scheduler.nowMs, random, doubledLines });
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
