import { isRecord, toPlainTimeMs } from '@/lib/testing/plain-event';

/** One event in the form of `GetExecutionHistory`: besides these members it has its `…EventDetails`. */
export type BuiltEvent = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: string;
};

/** How an attempt ends: 'ok', 'timeout', 'open' (started, not answered), 'scheduled' (not started), or an error name. */
export type AttemptEnding = string;

export type TaskOptions = {
  /** One entry per attempt, in order; default `['ok']`. */
  readonly attempts?: readonly AttemptEnding[];
  readonly family?: 'Task' | 'LambdaFunction' | 'Activity';
  readonly resource?: string;
  /** Fields added to the `…Scheduled` details, such as `parameters`, `timeoutInSeconds`, `heartbeatInSeconds`. */
  readonly scheduled?: Readonly<Record<string, unknown>>;
  /** Whether a Catch takes the last failure: the state exits. */
  readonly caught?: boolean;
  readonly backoffMs?: number;
};

export type ScopeOptions = { readonly caught?: boolean };

/** One iteration of a Map or one branch of a Parallel: what happens in it. */
export type Body = (chain: Chain) => void;

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 10;

/**
 * Writes one execution's history as AWS does: ids from 1 without gaps, `previousEventId` per branch, the first state at
 * 0, times that never go back. Events are appended by the chains it hands out.
 */
export class HistoryBuilder {
  readonly events: BuiltEvent[] = [];
  #nowMs: number;

  constructor(startMs: number = DEFAULT_START_MS) {
    this.#nowMs = startMs;
    this.add('ExecutionStarted', 0, { input: '{}' });
  }

  /** Appends one event 10 ms after the last and returns its id. */
  add(type: string, previousEventId: number, details: Readonly<Record<string, unknown>> = {}): number {
    const id = this.events.length + 1;
    if (id > 1) this.#nowMs += STEP_MS;
    this.events.push(toApiEvent({ id, previousEventId, type, timeMs: this.#nowMs, details }));
    return id;
  }

  /** Lets time pass before the next event. */
  advance(milliseconds: number): this {
    this.#nowMs += milliseconds;
    return this;
  }

  /** A chain that continues after the event `at`; 0 for the first state of the execution. */
  chain(at = 0): Chain {
    return new Chain(this, at);
  }

  /** The id of the last entry into a state. Throws when it was never entered. */
  entryOf(name: string): number {
    const entered = this.events.findLast((event) => {
      const details = event['stateEnteredEventDetails'];
      return isRecord(details) && details['name'] === name;
    });
    if (entered === undefined) throw new Error(`the state ${name} was never entered`);
    return entered.id;
  }

  /** Ends the execution where the chain stands: failed if the chain failed, succeeded otherwise. */
  end(chain: Chain): this {
    if (chain.error === null) this.add('ExecutionSucceeded', chain.at, { output: '{}' });
    else this.add('ExecutionFailed', chain.at, { error: chain.error });
    return this;
  }

  abort(details: { readonly error?: string; readonly cause?: string } = {}): this {
    this.add('ExecutionAborted', 0, details);
    return this;
  }

  timeOut(): this {
    this.add('ExecutionTimedOut', 0, { error: 'States.Timeout' });
    return this;
  }

  /** Redrives the execution that just ended. Go on with `chain(entryOf(name)).resumeTask(…)`. */
  redrive(): this {
    const redriveCount = this.events.filter((event) => event.type === 'ExecutionRedriven').length + 1;
    this.add('ExecutionRedriven', this.events.length, { redriveCount });
    return this;
  }
}

/** One line of states: events chain to each other until the line fails, after which nothing may follow. */
export class Chain {
  /** The error that nothing has caught, or null. */
  error: string | null = null;
  readonly #history: HistoryBuilder;
  at: number;

  constructor(history: HistoryBuilder, at: number) {
    this.#history = history;
    this.at = at;
  }

  /** A state without work of its own: entered and exited. */
  state(type: 'Pass' | 'Choice' | 'Wait' | 'Succeed', name: string, lengthMs = 0): this {
    this.#enter(type, name);
    this.#history.advance(lengthMs);
    return this.#exit(type, name);
  }

  /** Enters a state and leaves it open, for a Wait in progress or a state that is about to be stopped. */
  open(type: 'Wait' | 'Task' | 'Map' | 'Parallel', name: string): this {
    this.#enter(type, name);
    return this;
  }

  fail(name: string, error: string): this {
    this.#enter('Fail', name);
    this.error = error;
    return this;
  }

  task(name: string, options: TaskOptions = {}): this {
    this.#enter('Task', name);
    return this.#work(name, options);
  }

  /** Goes on with a task after a redrive: the next attempts chain to its old entry, and no new entry is written. */
  resumeTask(name: string, options: TaskOptions = {}): this {
    this.at = this.#history.entryOf(name);
    this.error = null;
    return this.#work(name, options);
  }

  /** A Parallel state. The branches start together and are written one after the other; the first failure ends it. */
  parallel(name: string, branches: readonly Body[], options: ScopeOptions = {}): this {
    this.#enter('Parallel', name);
    const started = this.#add('ParallelStateStarted');
    for (const body of branches) {
      const branch = this.#history.chain(started);
      body(branch);
      this.at = branch.at;
      if (branch.error !== null) return this.#closeFailed('Parallel', name, branch.error, options);
    }
    this.#history.add('ParallelStateSucceeded', this.at);
    return this.#exit('Parallel', name);
  }

  /** An inline Map with MaxConcurrency 1: each iteration chains to the last event of the one before. */
  map(name: string, items: readonly Body[], options: ScopeOptions = {}): this {
    this.#enter('Map', name);
    this.#add('MapStateStarted', { length: items.length });
    let lastIteration = this.at;
    for (const [index, body] of items.entries()) {
      this.#add('MapIterationStarted', { name, index });
      const iteration = this.#history.chain(this.at);
      body(iteration);
      this.at = iteration.at;
      if (iteration.error !== null) {
        this.#history.add('MapIterationFailed', this.at, { name, index });
        return this.#closeFailed('Map', name, iteration.error, options);
      }
      lastIteration = this.#history.add('MapIterationSucceeded', this.at, { name, index });
    }
    this.at = lastIteration;
    this.#history.add('MapStateSucceeded', this.at);
    return this.#exit('Map', name);
  }

  #work(name: string, options: TaskOptions): this {
    const { attempts = ['ok'], backoffMs = 1000 } = options;
    for (const [index, ending] of attempts.entries()) {
      if (index > 0) this.#history.advance(backoffMs);
      this.#attempt(ending, options);
      if (ending === 'open' || ending === 'scheduled') return this;
      if (ending === 'ok') {
        // A retry made good for the failures before it.
        this.error = null;
        return this.#exit('Task', name);
      }
      this.error = ending === 'timeout' ? 'States.Timeout' : ending;
    }
    if (options.caught !== true) return this;
    this.error = null;
    return this.#exit('Task', name);
  }

  #attempt(ending: AttemptEnding, options: TaskOptions): void {
    const { family = 'Task', resource = 'invoke', scheduled = {} } = options;
    const service = family === 'Task' ? { resourceType: 'lambda', resource } : {};
    this.#add(`${family}Scheduled`, { ...(family === 'Task' ? service : { resource }), ...scheduled });
    if (ending === 'scheduled') return;
    this.#add(`${family}Started`, service);
    if (family === 'Task' && resource.includes('.')) this.#add('TaskSubmitted', service);
    if (ending === 'ok') this.#add(`${family}Succeeded`, { ...service, output: '{}' });
    else if (ending === 'timeout') this.#add(`${family}TimedOut`, { ...service, error: 'States.Timeout' });
    else if (ending !== 'open') this.#add(`${family}Failed`, { ...service, error: ending, cause: 'built' });
  }

  #closeFailed(type: 'Map' | 'Parallel', name: string, error: string, options: ScopeOptions): this {
    this.#add(`${type}StateFailed`);
    if (options.caught === true) return this.#exit(type, name);
    this.error = error;
    return this;
  }

  #enter(type: string, name: string): void {
    if (this.error !== null) throw new Error(`${name} cannot follow: this chain failed with ${this.error}`);
    this.#add(`${type}StateEntered`, { name, input: '{}' });
  }

  #exit(type: string, name: string): this {
    this.#add(`${type}StateExited`, { name, output: '{}' });
    return this;
  }

  #add(type: string, details: Readonly<Record<string, unknown>> = {}): number {
    this.at = this.#history.add(type, this.at, details);
    return this.at;
  }
}

/** One event as the API answers it: its details lie under a member named after its type. */
export function toApiEvent(event: {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timeMs: number;
  readonly details: Readonly<Record<string, unknown>>;
}): BuiltEvent {
  const { id, previousEventId, type, timeMs, details } = event;
  return { id, previousEventId, type, timestamp: new Date(timeMs).toISOString(), [detailsKey(type)]: details };
}

/** The same execution as CloudWatch log lines: ids, times and counts as text, details flat. */
export function toLogLines(
  events: readonly Readonly<Record<string, unknown>>[],
  executionArn: string,
): Record<string, unknown>[] {
  let redriveCount = 0;
  return events.map((event) => {
    const type = String(event['type']);
    if (type === 'ExecutionRedriven') redriveCount += 1;
    return {
      id: String(event['id']),
      type,
      details: event[detailsKey(type)] ?? {},
      previous_event_id: String(event['previousEventId']),
      event_timestamp: String(toPlainTimeMs(event['timestamp'])),
      execution_arn: executionArn,
      redrive_count: String(redriveCount),
    };
  });
}

function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
