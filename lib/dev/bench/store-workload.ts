import { type EpochMs, epochMs } from '@/lib/base/units';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { ExecutionHistory, IndexBatch, IndexedMachine } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { seededRandom } from '@/lib/testing/seeded-random';

/** How much to make: executions spread evenly over the days before `untilMs`, over that many machines. */
export type Workload = {
  readonly executions: number;
  readonly machines: number;
  readonly days: number;
  readonly untilMs: number;
  readonly batchSize: number;
};

const CONNECTION = 'bench';
const PREFIX = 'arn:aws:states:eu-west-1:123456789012';
const DAY_MS = 24 * 3_600_000;

/** Of ten states: six tasks and four that only pass. A machine's executions enter all of them unless they fail. */
const STATES = [
  ['ReadOrder', 'Task'],
  ['IsLarge', 'Choice'],
  ['ReserveStock', 'Task'],
  ['PickWarehouse', 'Pass'],
  ['ChargeCard', 'Task'],
  ['IsExpress', 'Choice'],
  ['BookCourier', 'Task'],
  ['ApproveLargeOrder', 'Task'],
  ['Summarise', 'Pass'],
  ['NotifyCustomer', 'Task'],
] as const;

const ERRORS = ['Payment.Declined', 'States.Timeout', 'Lambda.TooManyRequestsException', 'Stock.Missing'] as const;

/** One execution in twenty is first applied while it runs, so that its rows are replaced later, as in life. */
const SEEN_RUNNING = 20;

export function machineArn(machine: number): string {
  return `${PREFIX}:stateMachine:machine-${machine}`;
}

/** Batches in the order of time, the same for the same workload. The first one has the machines. */
export function* makeBatches(workload: Workload): Generator<IndexBatch> {
  const random = seededRandom(20_261_122);
  const stepMs = (workload.days * DAY_MS) / workload.executions;
  const startMs = workload.untilMs - workload.days * DAY_MS;
  yield toBatch([], workload.machines);
  // What the batch before saw running is told to its end in the next one.
  let started: Made[] = [];
  let rows: Rows[] = [];
  for (let at = 0; at < workload.executions; at += 1) {
    const machine = Math.floor(random() * workload.machines);
    const made = makeExecution(random, machine, at, startMs + at * stepMs, workload.untilMs);
    const isSeenRunning = at % SEEN_RUNNING === 0;
    if (isSeenRunning) started.push(made);
    rows.push(toRows(made, isSeenRunning ? made.events.slice(0, made.events.length >> 1) : made.events));
    if (rows.length < workload.batchSize) continue;
    yield toBatch(rows, 0);
    rows = started.map((before) => toRows(before, before.events));
    started = [];
  }
  yield toBatch(rows, 0);
  yield toBatch(
    started.map((before) => toRows(before, before.events)),
    0,
  );
}

type Rows = { readonly execution: IndexedExecution; readonly history: ExecutionHistory };

function toBatch(rows: readonly Rows[], machines: number): IndexBatch {
  return {
    connection: CONNECTION,
    machines: Array.from({ length: machines }, (_, machine) => toMachine(machine)),
    executions: rows.map(({ execution }) => execution),
    histories: rows.map(({ history }) => history),
    watermarks: [{ key: 'bench', value: { untilMs: rows.at(-1)?.execution.startedAtMs ?? null } }],
  };
}

function toMachine(machine: number): Omit<IndexedMachine, 'connection'> {
  return {
    arn: machineArn(machine),
    name: `machine-${machine}`,
    type: 'STANDARD',
    status: 'ACTIVE',
    createdAtMs: epochMs(0),
    logging: null,
    revisionId: null,
  };
}

type Made = { readonly arn: string; readonly name: string; readonly machine: number; readonly events: HistoryEvent[] };

function toRows({ arn, name, machine }: Made, events: readonly HistoryEvent[]): Rows {
  const timeline = foldEvents(events);
  const fatal = timeline.visits.find((visit) => visit.id === timeline.fatalVisits.at(-1));
  const execution: IndexedExecution = {
    arn,
    machineArn: machineArn(machine),
    name,
    type: 'STANDARD',
    status: timeline.status,
    startedAtMs: timeline.startedAtMs ?? epochMs(0),
    endedAtMs: timeline.endedAtMs,
    error: timeline.failure?.error ?? null,
    cause: timeline.failure?.cause ?? null,
    failedState: fatal?.state ?? null,
    retries: timeline.visits.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
    redriveCount: 0,
    startedWith: { version: 1 + (name.length % 3), alias: null },
    hasInput: true,
    hasOutput: timeline.status === 'SUCCEEDED',
    source: 'history',
    coverage: 'full',
  };
  return { execution, history: { executionArn: arn, timeline, events } };
}

function makeExecution(random: () => number, machine: number, at: number, startMs: number, untilMs: number): Made {
  const name = `ord-2026-${(88_000_000 + at).toString(36)}`;
  const writer = new EventWriter(random, startMs, untilMs);
  for (const [state, type] of STATES) {
    const isOpen =
      type === 'Task'
        ? writer.task(`${state}${machine}`, state === 'ApproveLargeOrder')
        : writer.pass(state + machine, type);
    if (!isOpen) break;
  }
  writer.end();
  return { arn: `${PREFIX}:execution:machine-${machine}:${name}`, name, machine, events: writer.events };
}

/** Writes one execution's events until it fails or reaches the present, whichever comes first. */
class EventWriter {
  readonly events: HistoryEvent[] = [];
  readonly #random: () => number;
  readonly #untilMs: number;
  #nowMs: number;
  #chain = 0;
  #failure: { readonly error: string; readonly cause: string } | null = null;

  constructor(random: () => number, startMs: number, untilMs: number) {
    this.#random = random;
    this.#nowMs = startMs;
    this.#untilMs = untilMs;
    this.#add('ExecutionStarted', { roleArn: 'arn:aws:iam::123456789012:role/orders' });
    this.#chain = 0;
  }

  pass(name: string, type: 'Choice' | 'Pass'): boolean {
    this.#add(`${type}StateEntered`, { name });
    this.#add(`${type}StateExited`, { name });
    return true;
  }

  /** Tells whether the execution goes on after it. */
  task(name: string, isApproval: boolean): boolean {
    const work = isApproval
      ? { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken', region: 'eu-west-1', timeoutInSeconds: 86_400 }
      : { resourceType: 'lambda', resource: 'invoke', region: 'eu-west-1' };
    this.#add('TaskStateEntered', { name });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      this.#add('TaskScheduled', work);
      this.#add('TaskStarted', work, 15);
      // Latencies spread over four powers of ten, as they do.
      this.#nowMs += Math.exp(2 + this.#random() * (isApproval ? 12 : 6));
      const luck = this.#random();
      if (luck > 0.012) {
        this.#add('TaskSucceeded', work);
        break;
      }
      this.#failure = {
        error: ERRORS[Math.floor(this.#random() * ERRORS.length)] ?? ERRORS[0],
        cause: `{"errorMessage":"request ${Math.floor(this.#random() * 1e9)} was refused by issuer ${Math.floor(luck * 1e5)}"}`,
      };
      this.#add('TaskFailed', { ...work, ...this.#failure });
      if (luck < 0.006) return false;
      this.#nowMs += 2_000;
      if (luck < 0.008) break;
    }
    this.#add('TaskStateExited', { name });
    this.#failure = null;
    return true;
  }

  end(): void {
    if (this.#failure === null) this.#add('ExecutionSucceeded', {});
    else this.#add('ExecutionFailed', this.#failure);
  }

  #add(type: string, details: HistoryEvent['details'], afterMs = 3): void {
    this.#nowMs += afterMs;
    if (this.#nowMs > this.#untilMs) return;
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId: this.#chain, type, atMs: toEpochMs(this.#nowMs), details });
    this.#chain = id;
  }
}

function toEpochMs(value: number): EpochMs {
  return epochMs(Math.round(value));
}
