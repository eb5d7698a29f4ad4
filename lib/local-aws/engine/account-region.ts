import { Scheduler } from '../clock/scheduler';
import type { JsonValue } from '../json-value';
import { checkDefinition } from '../language/check-definition';
import { appendValidation, ExecutionLog } from '../logs/execution-log';
import { LogGroup } from '../logs/log-group';
import { againAfterMs, NO_ODDITIES } from '../logs/log-oddities';
import { Random } from '../random';
import { Activities } from './activities';
import { belongsTo, DELETING_CHECK_MS, DELETING_MS } from './deletion';
import {
  type ChildRequest,
  Execution,
  type ExecutionStart,
  type ExecutionWorld,
  type NestedRequest,
  type NestedStart,
} from './execution';
import { ExecutionList } from './execution-list';
import type { HistoryEvent } from './history';
import type { MapRun } from './map-run';
import { Past, type PastStart } from './past';
import { findQualified, UNQUALIFIED } from './qualified-machine';
import { RedriveTokens } from './redrive-tokens';
import { runExecution } from './run-line';
import {
  createStateMachine,
  type DefinitionCheck,
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
  /** Draws the chances that go with this name; those of its own ARN where it is left out. */
  readonly drawnAs?: string;
};

/** What an execution is before it runs. */
type ExecutionFacts = Omit<ExecutionStart, 'random' | 'runs' | 'onEvent'>;

/** After this log lines are forgotten, so that a demo may run for weeks. */
export const KEEP_LOGS_MS = 24 * 3_600_000;

/** What may be shared with a region object that stands in another time. */
type Contents = Pick<
  AccountRegion,
  | 'tokens'
  | 'activities'
  | 'machines'
  | 'logGroups'
  | 'executions'
  | 'expressChildren'
  | 'mapRuns'
  | 'redriveTokens'
  | 'scripted'
  | 'lists'
  | 'past'
>;

/** Everything one account has in one region: machines, executions, task tokens, log groups. */
export class AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly scheduler: Scheduler;
  readonly tokens: TaskTokens;
  readonly activities: Activities;
  readonly machines: Map<string, StateMachine>;
  readonly logGroups: Map<string, LogGroup>;
  /** Standard executions in memory. Express ones leave nothing but log lines. */
  readonly executions: Map<string, Execution>;
  /** Express children of map runs: these can be described, though they have no history to read (aws-facts §2.5). */
  readonly expressChildren: Map<string, Execution>;
  readonly mapRuns: Map<string, MapRun>;
  readonly redriveTokens: RedriveTokens;
  /** Executions that were started with behaviours of their own, of either type, so that they can be stepped. */
  readonly scripted: Map<string, Execution>;
  /** What is odd about the logs of machines that say nothing of it themselves. */
  logOddities = NO_ODDITIES;
  /** How far reads of descriptions, lists and histories are behind the truth, ms (aws-facts §1.2). */
  lagMs = 0;
  /** Executions by machine, those of the past included. */
  readonly lists: Map<string, ExecutionList>;
  readonly past: Past<AccountRegion>;
  /** Second runs of Express executions, by the ARN that both have: a log alone does not tell whose a line is. */
  readonly secondRuns = new Map<string, Execution>();
  /** Each machine that was changed as it was before, and until when. */
  readonly #former = new Map<string, { readonly machine: StateMachine; readonly untilMs: number }>();
  readonly #random: Random;
  readonly #seed: string;
  readonly #world: ExecutionWorld;
  #isReplaying = false;

  /** @param shared what it has in common with another region object; everything else begins empty */
  constructor(account: string, region: string, scheduler: Scheduler, seed: string, shared: Partial<Contents> = {}) {
    this.account = account;
    this.region = region;
    this.scheduler = scheduler;
    this.#seed = seed;
    this.#random = new Random(`${seed}/${account}/${region}`);
    this.tokens = shared.tokens ?? new TaskTokens();
    this.activities = shared.activities ?? new Activities(scheduler);
    this.machines = shared.machines ?? new Map();
    this.logGroups = shared.logGroups ?? new Map();
    this.executions = shared.executions ?? new Map();
    this.expressChildren = shared.expressChildren ?? new Map();
    this.mapRuns = shared.mapRuns ?? new Map();
    this.redriveTokens = shared.redriveTokens ?? new RedriveTokens();
    this.scripted = shared.scripted ?? new Map();
    this.lists = shared.lists ?? new Map();
    this.past = shared.past ?? new Past();
    const { activities, mapRuns, tokens } = this;
    const startChild = (request: ChildRequest) => this.#startChild(request);
    const startExecution = (request: NestedRequest) => this.#startNested(request);
    const isDeleted = (machine: StateMachine) => this.#isDeleted(machine);
    this.#world = { scheduler, region, tokens, activities, mapRuns, startChild, startExecution, isDeleted };
  }

  /** Where the execution or map run of an ARN is in memory: here, or among what is over and runs again to be read. */
  holderOf(arn: string): AccountRegion {
    const isHere = this.executions.has(arn) || this.expressChildren.has(arn) || this.mapRuns.has(arn);
    if (isHere) return this;
    return this.past.open(arn, (scheduler) => this.withoutExecutions(scheduler)) ?? this;
  }

  /** The same machines and nothing else, in a time of their own: for finding out what an execution does. */
  withoutExecutions(scheduler: Scheduler): AccountRegion {
    return new AccountRegion(this.account, this.region, scheduler, this.#seed, { machines: this.machines });
  }

  /** Lays down what is over and need not be in memory. */
  addPast(start: PastStart<AccountRegion>): void {
    this.past.add(start);
    for (const execution of start.listed) this.listOf(execution.machineArn).add(execution);
  }

  /** Brings an execution that is over back into memory for good, with all that belongs to it, so that it can go on. */
  revive(arn: string): void {
    const start = this.past.take(arn);
    if (start === undefined) return;
    for (const { machineArn, arn: listed } of start.listed) this.listOf(machineArn).remove(listed);
    const scheduler = new Scheduler(start.startMs);
    const replay = new AccountRegion(this.account, this.region, scheduler, this.#seed, this);
    // What happened then was logged then.
    replay.#isReplaying = true;
    start.begin(replay);
    scheduler.runUntil(start.overMs);
    scheduler.join(this.scheduler);
    replay.#isReplaying = false;
  }

  /**
   * @param check left to be nothing only where many definitions are made that are known to be fit: it takes its time
   * @throws InvalidDefinition, or Error when a Task has no script
   */
  createMachine(source: MachineSource, check: DefinitionCheck = checkDefinition): StateMachine {
    return this.#keep(createStateMachine(source, this.account, this.region, check));
  }

  /**
   * Gives a machine a new revision and returns it; what started before keeps the one of its start.
   * @param atMs when that is said to have been, epoch ms
   * @param check as of `createMachine`
   * @throws Error where no machine has the ARN, and as `createMachine`
   */
  updateMachine(
    arn: string,
    update: MachineUpdate,
    atMs = this.scheduler.nowMs,
    check: DefinitionCheck = checkDefinition,
  ): StateMachine {
    const machine = this.machines.get(arn);
    if (machine === undefined) throw new Error(`no machine ${arn}`);
    this.#former.set(arn, { machine, untilMs: this.scheduler.nowMs });
    return this.#keep(updateStateMachine(machine, update, atMs, this.#random.uuid(), check));
  }

  /** Begins the deletion of a machine: what runs of it ends at its next transition, and later nothing is left of it. */
  deleteMachine(arn: string): void {
    const machine = this.machines.get(arn);
    if (machine === undefined || machine.deletedMs !== null) return;
    this.#former.set(arn, { machine, untilMs: this.scheduler.nowMs });
    this.machines.set(arn, { ...machine, deletedMs: this.scheduler.nowMs });
    const delayMs = this.#random.between(DELETING_MS.least, DELETING_MS.most);
    this.scheduler.after(delayMs, () => this.#forgetWhenOver(machine));
  }

  #forgetWhenOver(machine: StateMachine): void {
    const own = (arn: string) => belongsTo(machine, arn);
    const isRunning = [...this.executions.values()].some(({ arn, status }) => status === 'RUNNING' && own(arn));
    if (isRunning) {
      this.scheduler.after(DELETING_CHECK_MS, () => this.#forgetWhenOver(machine));
      return;
    }
    for (const kept of [this.executions, this.expressChildren, this.mapRuns, this.scripted]) {
      for (const arn of [...kept.keys()].filter(own)) kept.delete(arn);
    }
    this.past.forget(own);
    this.lists.delete(machine.arn);
    this.machines.delete(machine.arn);
  }

  /** Whether the machine of an execution was deleted by now; children of a map run share that of their parent. */
  #isDeleted({ arn }: StateMachine): boolean {
    const [machineArn = ''] = arn.split('/');
    const deletedMs = this.machines.get(machineArn)?.deletedMs ?? null;
    return deletedMs !== null && deletedMs <= this.scheduler.nowMs;
  }

  /** A machine as a read that is behind the truth shows it. */
  machineAsOf(arn: string, timeMs: number): StateMachine | undefined {
    const former = this.#former.get(arn);
    if (former !== undefined && former.untilMs > timeMs) return former.machine;
    return this.machines.get(arn);
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
  start(request: StartRequest): Execution {
    const { machine: present, qualifier, input, overrides, name = this.#random.uuid() } = request;
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
    const execution = this.#make(start, request.drawnAs);
    if (overrides !== undefined) this.scripted.set(arn, execution);
    if (machine.type === 'STANDARD') {
      this.executions.set(arn, execution);
      this.listOf(machine.arn).add(execution);
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
    this.scheduler.after(againAfterMs(random), () => {
      const second = this.#make(start, again);
      this.secondRuns.set(start.arn, second);
      second.run();
    });
  }

  /** The name of an Express child holds the UUID that its ARN ends with (aws-facts §2.5). */
  #startChild({ mapRun, machine, name: id, input, overrides }: ChildRequest): Execution {
    const isStandard = machine.type === 'STANDARD';
    const name = isStandard ? id : `${id}:${new Random(`${this.#seed}/${mapRun.facts.arn}/${id}`).uuid()}`;
    const kind = isStandard ? 'execution' : 'express';
    const arn = `arn:aws:states:${this.region}:${this.account}:${kind}:${machine.name}:${name}`;
    const child = this.#make({ arn, name, machine, input, mapRun, overrides });
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
    if (machine.deletedMs !== null) {
      const cause = `State Machine is being deleted: '${machineArn}'`;
      return { kind: 'refused', error: 'StepFunctions.StateMachineDeletingException', cause };
    }
    const arn = `arn:aws:states:${this.region}:${this.account}:execution:${machine.name}:${name}`;
    if (this.executions.has(arn) || this.past.has(arn)) {
      const cause = `Execution Already Exists: '${arn}'`;
      return { kind: 'refused', error: 'StepFunctions.ExecutionAlreadyExistsException', cause };
    }
    return { kind: 'started', child: this.start({ machine, name, input }) };
  }

  /** @param runName sets apart runs of one ARN, so that each draws its own chances */
  #make(start: ExecutionFacts, runName = start.arn): Execution {
    const random = new Random(`${this.#seed}/${runName}`);
    const log = this.#openLog(start, runName);
    const onEvent = (event: HistoryEvent, redriveCount: number) => {
      if (!this.#isReplaying) log?.append(event, redriveCount);
    };
    return new Execution({ ...start, random, runs: runExecution, onEvent }, this.#world);
  }

  #openLog({ arn, machine }: ExecutionFacts, runName: string): ExecutionLog | null {
    const group = this.logGroups.get(machine.logs.group ?? '');
    if (group === undefined) return null;
    const random = new Random(`${this.#seed}/${runName}/log`);
    const { doubledLines } = machine.logs.oddities ?? this.logOddities;
    return new ExecutionLog({ group, machine, arn, startMs: this.scheduler.nowMs, random, doubledLines });
  }

  /** The executions of a machine, those of the past included. */
  listOf(machineArn: string): ExecutionList {
    const list = this.lists.get(machineArn) ?? new ExecutionList();
    this.lists.set(machineArn, list);
    return list;
  }
}
