import { Fiber, type Routine } from '../clock/routine';
import type { Cancel, Scheduler } from '../clock/scheduler';
import type { JsonMap, JsonValue } from '../json-value';
import { type StateError, TIMEOUT_ERROR } from '../language/states-error';
import type { Random } from '../random';
import type { Activities } from './activities';
import { deletedFailure } from './deletion';
import type { Ending, ListedExecution } from './execution-list';
import type { ExecutionStatus } from './execution-status';
import { errorDetails, type HistoryEvent, inputDetails, MAX_EVENTS, outputDetails } from './history';
import { Line, type LineEnd } from './line';
import type { MapRun } from './map-run';
import { type Qualifier, qualifierMembers, UNQUALIFIED } from './qualified-machine';
import type { StateMachine } from './state-machine';
import type { TaskBehaviour, TaskCall } from './task-script';
import type { InFlightTask, TaskTokens } from './task-tokens';

/** What an execution needs from the world around it. */
export type ExecutionWorld = {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly tokens: TaskTokens;
  readonly activities: Activities;
  /** Every map run of the account and region, by ARN. */
  readonly mapRuns: Map<string, MapRun>;
  readonly startChild: (request: ChildRequest) => Execution;
  readonly startExecution: (request: NestedRequest) => NestedStart;
  /** Whether somebody deleted the machine by now. */
  readonly isDeleted: (machine: StateMachine) => boolean;
};

/** What named states do attempt by attempt; the last for all further ones. */
type Overrides = Readonly<Record<string, readonly TaskBehaviour[]>>;

/** One item of a Distributed Map is an execution of its own (aws-facts §2.5). */
export type ChildRequest = {
  readonly mapRun: MapRun;
  readonly machine: StateMachine;
  readonly name: string;
  readonly input: JsonValue;
  readonly overrides: Overrides;
};

/** What a Task with `states:startExecution` asks for. */
export type NestedRequest = { readonly machineArn: string; readonly name: string; readonly input: JsonValue };

export type NestedStart =
  | { readonly kind: 'started'; readonly child: Execution }
  | { readonly kind: 'refused'; readonly error: string; readonly cause: string };

export type ExecutionStart = {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly input: JsonValue;
  readonly random: Random;
  /** What the execution does from its start to its end. */
  readonly runs: (execution: Execution) => Routine<LineEnd>;
  /** The map run that the execution is a child of. */
  readonly mapRun?: MapRun;
  /** The version and alias that it was started by; neither where it is left out. */
  readonly startedBy?: Qualifier;
  /** Called for every event, in order, with the number of redrives before it. */
  readonly onEvent: (event: HistoryEvent, redriveCount: number) => void;
  /** What named states do in this execution, attempt by attempt, instead of the machine's script. */
  readonly overrides?: Overrides;
};

/** How an execution ends whose history takes nothing more (aws-facts §1.4). */
const FULL: StateError = {
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
};

/** Express executions end after five minutes whatever the definition says (aws-facts §1.4). */
const EXPRESS_LIMIT_MS = 300_000;

/** One execution: its facts, its events, and the tasks it waits for. */
export class Execution implements ListedExecution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly input: JsonValue;
  readonly random: Random;
  readonly world: ExecutionWorld;
  startMs: number;
  /** The map run that this is a child of, or `null`. */
  readonly mapRun: MapRun | null;
  readonly startedBy: Qualifier;
  /** Map runs that this execution started, oldest first. */
  readonly mapRuns: MapRun[] = [];
  status: Exclude<ExecutionStatus, 'PENDING_REDRIVE'> = 'RUNNING';
  stopMs: number | null = null;
  output: JsonValue | undefined;
  failure: StateError = { error: null, cause: null };
  readonly events: HistoryEvent[] = [];
  readonly inFlight = new Map<number, InFlightTask>();
  redriveCount = 0;
  redriveMs: number | null = null;
  beforeRedrive: Ending | null = null;
  /** The last ExecutionRedriven, or 0. */
  redrivenEventId = 0;
  /** The line of the machine's own states. */
  root = new Line(0);
  /** Of named states, here and in the children of its map runs. */
  readonly overrides: Overrides;
  readonly #onEvent: (event: HistoryEvent, redriveCount: number) => void;
  readonly #runs: (execution: Execution) => Routine<LineEnd>;
  readonly #onOver: (() => void)[] = [];
  #fiber: Fiber<LineEnd> | null = null;
  #cancelTimeout: Cancel | null = null;

  constructor(start: ExecutionStart, world: ExecutionWorld) {
    this.arn = start.arn;
    this.name = start.name;
    this.machine = start.machine;
    this.input = start.input;
    this.random = start.random;
    this.mapRun = start.mapRun ?? null;
    this.startedBy = start.startedBy ?? UNQUALIFIED;
    this.#onEvent = start.onEvent;
    this.#runs = start.runs;
    this.overrides = start.overrides ?? {};
    this.world = world;
    this.startMs = world.scheduler.nowMs;
  }

  /** Writes ExecutionStarted and lets the states run. */
  run(): void {
    const { roleArn } = this.machine;
    this.write('ExecutionStarted', 0, { ...inputDetails(this.input), roleArn, ...qualifierMembers(this.startedBy) });
    this.#proceed();
  }

  /**
   * Goes on from the states that failed or were ended: the same history, the same start, a time limit that counts anew.
   * An Express child begins again from its start instead and bears no date of it (aws-facts §2.6).
   */
  redrive(): void {
    const { status, stopMs, failure, redriveCount, redriveMs } = this;
    this.beforeRedrive = { status, stopMs, failure, redriveCount, redriveMs };
    this.redriveCount += 1;
    this.status = 'RUNNING';
    this.stopMs = null;
    this.failure = { error: null, cause: null };
    if (this.machine.type === 'EXPRESS') {
      this.startMs = this.world.scheduler.nowMs;
      this.events.length = 0;
      this.root = new Line(0);
      this.run();
      return;
    }
    this.redriveMs = this.world.scheduler.nowMs;
    const details = { redriveCount: this.redriveCount };
    this.redrivenEventId = this.write('ExecutionRedriven', this.events.length, details);
    this.#proceed();
  }

  #proceed(): void {
    const limitMs = this.#timeoutMs();
    if (limitMs !== null) this.#cancelTimeout = this.world.scheduler.after(limitMs, () => this.timeOut());
    this.#fiber = new Fiber(this.#runs(this), (end) => this.#finish(end));
  }

  get machineArn(): string {
    return this.machine.arn;
  }

  get mapRunArn(): string | null {
    return this.mapRun?.facts.arn ?? null;
  }

  /** As it is listed: a child that waits for its turn in a redriven map run says so. */
  get listedStatus(): ExecutionStatus {
    return this.mapRun?.awaitsRedrive(this.arn) ? 'PENDING_REDRIVE' : this.status;
  }

  /**
   * Appends an event and returns its id. Ids run from 1 without gaps (aws-facts §1.2). The last that a history may have
   * is the end of the execution: nothing but that is written there.
   */
  write(type: string, previousEventId: number, details: JsonMap = {}): number {
    const id = this.events.length + 1;
    if (this.isFull && this.status === 'RUNNING') {
      this.#endFull(previousEventId);
      return this.events.length;
    }
    const event = { id, previousEventId, timeMs: this.world.scheduler.nowMs, type, details };
    this.events.push(event);
    this.#onEvent(event, this.redriveCount);
    return id;
  }

  /** Ends the execution from outside: open states get no event of their own (aws-facts §2.4). */
  abort(failure: StateError): void {
    this.#end('ABORTED', failure);
    this.write('ExecutionAborted', 0, errorDetails(failure));
    this.#tellOver();
  }

  /** The machine's own time limit is reached: the event names an error, the execution's description none. */
  timeOut(): void {
    this.#end('TIMED_OUT', { error: null, cause: null });
    this.write('ExecutionTimedOut', 0, { error: TIMEOUT_ERROR });
    this.#tellOver();
  }

  /** Why nothing more may be entered or left, or `null`. */
  get stopsFor(): StateError | null {
    // A line that never waits would go on for ever in a history that takes nothing more.
    if (this.isFull) return FULL;
    return this.world.isDeleted(this.machine) ? deletedFailure(this.machine) : null;
  }

  /** Nothing but the end of the execution goes into the last place. */
  private get isFull(): boolean {
    return this.machine.type === 'STANDARD' && this.events.length >= MAX_EVENTS - 1;
  }

  /** In turn, because the line that found the history full is still at its work. */
  #endFull(eventId: number): void {
    this.world.scheduler.after(0, () => {
      if (this.status === 'RUNNING') this.#finish({ kind: 'fatal', eventId, ...FULL });
    });
  }

  /** Calls the listener each time the execution ends. */
  whenOver(listener: () => void): void {
    this.#onOver.push(listener);
  }

  /** What an attempt does: as this execution was told when it started, else as the machine's script has it. */
  behaviourOf(call: Pick<TaskCall, 'state' | 'attempt' | 'input'>): TaskBehaviour {
    const behaviours = this.overrides[call.state];
    const override = behaviours?.[call.attempt] ?? behaviours?.at(-1);
    if (override !== undefined) return override;
    const script = this.machine.script[call.state];
    if (script === undefined) throw new Error(`no script for ${call.state}: machines are checked for that`);
    return script({ ...call, executionName: this.name, nowMs: this.world.scheduler.nowMs, random: this.random });
  }

  #finish(end: LineEnd): void {
    if (end.kind === 'done') {
      this.#end('SUCCEEDED', { error: null, cause: null });
      this.output = end.output;
      this.write('ExecutionSucceeded', end.eventId, outputDetails(end.output));
    } else {
      const failure = { error: end.error, cause: end.cause };
      this.#end('FAILED', failure);
      this.write('ExecutionFailed', end.eventId, errorDetails(failure));
    }
    this.#tellOver();
  }

  #tellOver(): void {
    for (const listener of this.#onOver) listener();
  }

  #end(status: Execution['status'], failure: StateError): void {
    this.status = status;
    this.stopMs = this.world.scheduler.nowMs;
    this.failure = failure;
    this.#cancelTimeout?.();
    this.#fiber?.kill();
    this.inFlight.clear();
  }

  #timeoutMs(): number | null {
    const { timeoutSeconds } = this.machine.definition;
    if (this.machine.type === 'EXPRESS') return Math.min(EXPRESS_LIMIT_MS, (timeoutSeconds ?? 300) * 1000);
    return timeoutSeconds === null ? null : timeoutSeconds * 1000;
  }
}
