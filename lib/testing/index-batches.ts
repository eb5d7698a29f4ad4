import { epochMs } from '@/lib/base/units';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { ExecutionHistory, IndexBatch, IndexedMachine } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { HistoryBuilder } from '@/lib/testing/history-builder';

const PREFIX = 'arn:aws:states:eu-west-1:123456789012';

/** An execution's row and history as they go into the index. */
export type IndexedPair = { readonly execution: IndexedExecution; readonly history: ExecutionHistory };

export type PairOptions = {
  readonly machine?: string;
  readonly name: string;
  readonly startMs: number;
  /** Writes the history; one that is not ended is running. */
  readonly write: (history: HistoryBuilder) => void;
};

/** A machine as discovery finds it before it has been described. */
export function indexedMachine(name: string): Omit<IndexedMachine, 'connection'> {
  return {
    arn: machineArnOf(name),
    name,
    type: 'STANDARD',
    status: 'ACTIVE',
    createdAtMs: epochMs(Date.UTC(2026, 0, 1)),
    logging: null,
    revisionId: null,
  };
}

export function machineArnOf(name: string): string {
  return `${PREFIX}:stateMachine:${name}`;
}

export function executionArnOf(machine: string, name: string): string {
  return `${PREFIX}:execution:${machine}:${name}`;
}

/** An execution with its history, row and fold as the sync would hand them over. */
export function indexedPair({ machine = 'orders', name, startMs, write }: PairOptions): IndexedPair {
  const builder = new HistoryBuilder(startMs);
  write(builder);
  return toPair(machine, name, readEvents(builder));
}

/** The same execution as it was when only its first events had been written. */
export function cutPair({ execution, history }: IndexedPair, events: number): IndexedPair {
  const machine = execution.machineArn.slice(`${PREFIX}:stateMachine:`.length);
  return toPair(machine, execution.name, history.events.slice(0, events));
}

/** The row alone, as a listing tells it: nothing that only events tell. */
export function listedOnly({ execution }: IndexedPair): IndexedExecution {
  return {
    ...execution,
    error: null,
    cause: null,
    failedState: null,
    retries: null,
    hasInput: null,
    hasOutput: null,
    coverage: 'none',
  };
}

/** A batch of these; the machines are those they belong to. */
export function indexBatch(pairs: readonly IndexedPair[], more: Partial<IndexBatch> = {}): IndexBatch {
  const names = new Set(pairs.map(({ execution }) => execution.machineArn.slice(`${PREFIX}:stateMachine:`.length)));
  return {
    connection: 'test',
    machines: [...names].map(indexedMachine),
    executions: pairs.map(({ execution }) => execution),
    histories: pairs.map(({ history }) => history),
    watermarks: [],
    ...more,
  };
}

function readEvents(builder: HistoryBuilder): readonly HistoryEvent[] {
  return builder.events.map((raw) => {
    const read = readHistoryEvent(raw);
    if (read.kind === 'malformed') throw new Error(`event ${raw.id} ${read.reason}`);
    return read.event;
  });
}

function toPair(machine: string, name: string, events: readonly HistoryEvent[]): IndexedPair {
  const timeline = foldEvents(events);
  const { status, startedAtMs, endedAtMs, failure, visits, fatalVisits, redrives } = timeline;
  const root = visits.find(({ id }) => id === fatalVisits.at(-1));
  const execution: IndexedExecution = {
    arn: executionArnOf(machine, name),
    machineArn: machineArnOf(machine),
    name,
    type: 'STANDARD',
    status,
    startedAtMs: startedAtMs ?? epochMs(0),
    endedAtMs,
    error: failure?.error ?? null,
    cause: failure?.cause ?? null,
    failedState: root?.state ?? null,
    retries: visits.flatMap(({ attempts }) => attempts).filter(({ kind }) => kind === 'retry').length,
    redriveCount: redrives.length,
    startedWith: { version: null, alias: null },
    hasInput: true,
    hasOutput: status === 'SUCCEEDED',
    source: 'history',
    coverage: 'full',
  };
  return { execution, history: { executionArn: execution.arn, timeline, events } };
}

/** What `generatePairs` may be asked for. */
export type GeneratedOptions = {
  readonly count: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly machines: readonly string[];
  /** A number in [0, 1) each time it is called; the same sequence gives the same executions. */
  readonly random: () => number;
};

/** Executions of every kind of ending, spread over the span: retried, caught, failed inside a Map, aborted, waiting, … */
export function generatePairs({ count, fromMs, untilMs, machines, random }: GeneratedOptions): readonly IndexedPair[] {
  return Array.from({ length: count }, (_, at) =>
    indexedPair({
      machine: machines[Math.floor(random() * machines.length)] ?? 'orders',
      name: `ord-${at}`,
      startMs: Math.round(fromMs + random() * (untilMs - fromMs)),
      write: (history) => writeOne(history, random),
    }),
  );
}

const ENDINGS = [
  'ok',
  'ok',
  'retried',
  'caught',
  'failed',
  'in-map',
  'aborted',
  'timed-out',
  'waiting',
  'redriven',
] as const;

function writeOne(history: HistoryBuilder, random: () => number): void {
  const ending = ENDINGS[Math.floor(random() * ENDINGS.length)];
  const chain = history.chain().task('Reserve', { attempts: random() < 0.2 ? ['Stock.Busy', 'ok'] : ['ok'] });
  history.advance(Math.round(random() ** 4 * 200_000));
  chain.state('Choice', 'IsLarge').state('Wait', 'Cool', Math.round(random() * 5_000));
  switch (ending) {
    case 'retried':
      chain.task('Charge', { attempts: ['Payment.Busy', 'Payment.Busy', 'ok'], backoffMs: 700 });
      break;
    case 'caught':
      chain.task('Charge', { attempts: ['Payment.Declined'], caught: true }).state('Pass', 'Refund');
      break;
    case 'failed':
      chain.task('Charge', { attempts: ['Payment.Busy', random() < 0.5 ? 'Payment.Declined' : 'timeout'] });
      break;
    case 'in-map':
      chain.map('Items', [(item) => item.task('Pack'), (item) => item.task('Pack', { attempts: ['Pack.Broken'] })]);
      break;
    case 'aborted':
      chain.task('Charge', { attempts: ['open'] });
      history.advance(3_000).abort();
      return;
    case 'timed-out':
      chain.task('Charge', { attempts: ['open'] });
      history.advance(9_000).timeOut();
      return;
    case 'waiting':
      chain.task('Approve', {
        attempts: ['open'],
        resource: 'sendMessage.waitForTaskToken',
        scheduled: { timeoutInSeconds: 3_600 },
      });
      return;
    case 'redriven':
      history.end(chain.task('Charge', { attempts: ['Payment.Declined'] })).redrive();
      history.end(history.chain().resumeTask('Charge', { attempts: ['ok'] }));
      return;
    default:
      chain.task('Charge');
  }
  history.end(chain);
}
