import { type HistoryEvent, withoutData } from '../engine/history';
import type { LogLevel, StateMachine } from '../engine/state-machine';
import type { Random } from '../random';
import { cutData } from './cut-data';
import type { LogGroup } from './log-group';

/** Where CloudWatch writes once, when a machine's logging is set up: plain text, not JSON (aws-facts §4.3). */
const VALIDATION_STREAM = 'log_stream_created_by_aws_to_validate_log_delivery_subscriptions';
const VALIDATION_TEXT =
  'Permissions are set correctly to allow AWS CloudWatch Logs to write into your logs while creating a subscription.';

const FATAL_TYPES: ReadonlySet<string> = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut']);

/** What level ERROR adds to FATAL (aws-facts §4.1). */
const ERROR_TYPE =
  /^(FailStateEntered|LambdaFunction(Failed|ScheduleFailed|StartFailed|TimedOut)|Map(Iteration|Run|State)(Aborted|Failed)|ParallelState(Aborted|Failed)|Task(Failed|StartFailed|SubmitFailed|TimedOut|StateAborted)|WaitStateAborted)$/;

/** Whether a machine logging at the level writes an event of the type. */
export function isLogged(level: LogLevel, type: string): boolean {
  if (level === 'ALL') return true;
  if (FATAL_TYPES.has(type)) return level !== 'OFF';
  return level === 'ERROR' && ERROR_TYPE.test(type);
}

/** Writes the lines with which CloudWatch checks that it may write. */
export function appendValidation(group: LogGroup, nowMs: number): void {
  group.append({ timestampMs: nowMs, ingestionMs: nowMs + 11, stream: VALIDATION_STREAM, message: VALIDATION_TEXT });
}

/** What the log of an execution is opened with. */
type LogStart = {
  readonly group: LogGroup;
  readonly machine: StateMachine;
  readonly arn: string;
  readonly startMs: number;
  /** Its own, so that what a log draws changes nothing that runs. */
  readonly random: Random;
  /** The share of lines that are delivered twice. */
  readonly doubledLines: number;
};

/** Writes the events of one execution to its machine's log group. */
export class ExecutionLog {
  readonly #start: LogStart;
  readonly #stream: string;

  constructor(start: LogStart) {
    this.#start = start;
    this.#stream = streamName(start.machine, start.startMs);
  }

  /**
   * Logs one event, if the machine logs its type. It arrives 2 to 12 s later: each line by itself, so a later event may
   * be readable first (aws-facts §4.3).
   */
  append(event: HistoryEvent, redriveCount: number): void {
    const { group, machine, arn, random, doubledLines } = this.#start;
    const { level, includeExecutionData } = machine.logs;
    if (!isLogged(level, event.type)) return;
    const line = {
      timestampMs: event.timeMs,
      stream: this.#stream,
      message: JSON.stringify({
        details: includeExecutionData ? cutData(event.details) : withoutData(event.details),
        redrive_count: String(redriveCount),
        id: String(event.id),
        type: event.type,
        previous_event_id: String(event.previousEventId),
        event_timestamp: String(event.timeMs),
        execution_arn: arn,
      }),
    };
    group.append({ ...line, ingestionMs: event.timeMs + deliveryMs(random) });
    // Nothing is drawn where nothing is odd: the same seed gives the same delays then.
    if (doubledLines > 0 && random.chance(doubledLines)) {
      group.append({ ...line, ingestionMs: event.timeMs + deliveryMs(random) });
    }
  }
}

/** How long a line is under way. */
function deliveryMs(random: Random): number {
  return random.chance(0.9) ? random.between(2_000, 3_400) : random.between(3_400, 12_000);
}

/** A stream per minute of start for Express, per hour for Standard; later lines stay in it (aws-facts §4.3). */
export function streamName({ name, type }: Pick<StateMachine, 'name' | 'type'>, startMs: number): string {
  const [date = '', time = ''] = new Date(startMs).toISOString().split('T');
  const [hour = '', minute = ''] = time.split(':');
  // The children of a map run are named below the machine and log with it.
  const [machine] = name.split('/');
  return `states/${machine}/${date}-${hour}${type === 'EXPRESS' ? `-${minute}` : ''}/00000000`;
}
