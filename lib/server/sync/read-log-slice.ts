import 'server-only';
import { formatArn, isExecutionArn, machineOf, parseArn } from '@/lib/domain/arn';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { Watermark } from '@/lib/server/ports/index-store';
import type { Slice } from './log-slices';
import type { Span } from './span';
import type { ConnectionDependencies } from './sync-dependencies';
import type { LinesByExecution, LogMachine } from './take-log-events';

export type ReadableLog = LogMachine & { readonly logGroupArn: string };

/** What becomes of the lines of a machine's log. */
export type LogIntake = {
  /** Takes them into the index, and the watermarks with the last rows; answers how many executions changed. */
  readonly take: (lines: LinesByExecution, watermarks: readonly Watermark[]) => Promise<number>;
  /** How far the log has been read, as it is kept. */
  readonly toWatermark: (span: Span) => Watermark;
};

/** `gone`: the log group does not exist, so there is nothing to read. */
export type SliceResult =
  | { readonly kind: 'read'; readonly pages: number; readonly changed: number }
  | { readonly kind: 'gone' };

/** Lines held until their execution is complete; beyond, they are written as they are and completed later. */
const MOST_LINES_HELD = 50_000;

/**
 * Reads one slice of a machine's log into the index. Pages are interleaved over streams by time, so executions whose end
 * was seen are written page by page and the others wait for the next one. The watermark goes with the last rows (D5).
 */
export async function readLogSlice(
  deps: ConnectionDependencies,
  machine: ReadableLog,
  { take }: LogIntake,
  slice: Slice,
  watermarks: readonly Watermark[],
): Promise<SliceResult> {
  const { connection, signal } = deps;
  const lines = new LinesInHand();
  const isOwn = createOwnerCheck(machine.arn);
  const ask = (token: string | null) =>
    connection.logs.filterEvents(
      { logGroupArn: machine.logGroupArn, ...slice, filter: { kind: 'machine', machineArn: machine.arn }, token },
      { priority: 'background', signal },
    );
  let [pages, changed] = [0, 0];
  for (let coming = ask(null); ; ) {
    const page = await coming;
    if (page.kind === 'gone') return { kind: 'gone' };
    if (page.kind === 'token-expired') {
      coming = ask(null);
      continue;
    }
    pages += 1;
    for (const { executionArn, event } of page.items) {
      if (isOwn(executionArn)) lines.add(executionArn, event);
    }
    if (page.nextToken === null) {
      changed += await take(lines.takeAll(), watermarks);
      return { kind: 'read', pages, changed };
    }
    // Asked for while this one is written: one page ahead and never more, so that what is in memory stays bounded (R6).
    coming = ask(page.nextToken);
    coming.catch(ignore);
    const ready = lines.count > MOST_LINES_HELD ? lines.takeAll() : lines.takeEnded();
    changed += await take(ready, []);
  }
}

/** Of a page that was asked for ahead: its failure is met when its turn comes, or writing has failed before. */
function ignore(): void {}

/** Answers remembered at a time. */
const MOST_ANSWERS = 10_000;

/**
 * A filter pattern of CloudWatch matches text; whether the line is the machine's is decided here. An execution writes
 * many lines, and its ARN is parsed for the first of them: parsing each took an eighth of the time of reading a log.
 */
function createOwnerCheck(machineArn: string): (executionArn: string) => boolean {
  const answers = new Map<string, boolean>();
  return (executionArn) => {
    const known = answers.get(executionArn);
    if (known !== undefined) return known;
    const answer = isOfMachine(executionArn, machineArn);
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(executionArn, answer);
    return answer;
  };
}

function isOfMachine(executionArn: string, machineArn: string): boolean {
  const parsed = parseArn(executionArn);
  return parsed.kind === 'ok' && isExecutionArn(parsed.arn) && formatArn(machineOf(parsed.arn)) === machineArn;
}

const END = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** Lines that were read and not yet taken into the index. */
class LinesInHand {
  count = 0;
  #byExecution = new Map<string, HistoryEvent[]>();
  readonly #ended = new Set<string>();

  add(executionArn: string, event: HistoryEvent): void {
    const held = this.#byExecution.get(executionArn);
    if (held === undefined) this.#byExecution.set(executionArn, [event]);
    else held.push(event);
    if (END.test(event.type)) this.#ended.add(executionArn);
    this.count += 1;
  }

  /** Executions whose end was seen and whose ids have no gap. */
  takeEnded(): ReadonlyMap<string, readonly HistoryEvent[]> {
    const taken = new Map<string, readonly HistoryEvent[]>();
    for (const executionArn of this.#ended) {
      const events = this.#byExecution.get(executionArn) ?? [];
      if (new Set(events.map(({ id }) => id)).size < Math.max(...events.map(({ id }) => id))) continue;
      taken.set(executionArn, events);
      this.#byExecution.delete(executionArn);
      this.#ended.delete(executionArn);
      this.count -= events.length;
    }
    return taken;
  }

  takeAll(): ReadonlyMap<string, readonly HistoryEvent[]> {
    const taken = this.#byExecution;
    this.#byExecution = new Map();
    this.#ended.clear();
    this.count = 0;
    return taken;
  }
}
