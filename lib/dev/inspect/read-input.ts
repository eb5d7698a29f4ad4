import { isJsonObject, type JsonObject, parseJson, textOf } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { readHistoryEvent, readLogRecord } from '@/lib/domain/history/history-event';
import { InputError } from './input-error';
import { readJson } from './read-json';

/** The events of one history, as `GetExecutionHistory` answered it. */
export type HistoryInput = {
  readonly events: readonly HistoryEvent[];
  /** True where the answer's `nextToken` says that more pages exist. */
  readonly hasMorePages: boolean;
};

/** Log records by execution ARN, in the order in which they stand. */
export type LogInput = {
  readonly records: ReadonlyMap<string, readonly HistoryEvent[]>;
  /** Lines that are no JSON, or not a record of Step Functions. */
  readonly skippedLines: number;
};

/** What one file holds. */
export type Input = {
  readonly history: HistoryInput | null;
  readonly logs: LogInput | null;
  readonly describeExecution: JsonObject | null;
  readonly definition: unknown;
  /** `STANDARD` or `EXPRESS` where the file says it; an execution ARN says it better. */
  readonly type: string | null;
};

const NOTHING: Input = { history: null, logs: null, describeExecution: null, definition: null, type: null };

/**
 * Tells what a text is and reads it: a `GetExecutionHistory` answer or bare event array, a
 * `{history, describeExecution, definition, logs}` object, a `FilterLogEvents` answer, or NDJSON log lines.
 *
 * @throws {InputError} where nothing in it can be read.
 */
export function readInput(source: string, text: string): Input {
  if (text.trim() === '') throw new InputError(source, 'is empty');
  if (isNdjson(text)) return { ...NOTHING, logs: readLines(source, text.split('\n')) };
  const value = readJson(source, text);
  if (Array.isArray(value)) return readArray(source, value);
  if (!isJsonObject(value)) throw notOurs(source);
  if (Array.isArray(value['history']) || isJsonObject(value['history'])) return readCase(source, value);
  if (Array.isArray(value['events'])) return readEventsAnswer(source, value, value['events']);
  if ('execution_arn' in value || typeof value['message'] === 'string')
    return { ...NOTHING, logs: readRecords(source, [value]) };
  throw notOurs(source);
}

function notOurs(source: string): InputError {
  return new InputError(source, 'is JSON, but neither an execution history nor Step Functions log records', '1');
}

/**
 * Log lines, told from one whole JSON text: that is JSON as a whole, or begins like it and no line of it is an object
 * of its own (a cut file).
 */
function isNdjson(text: string): boolean {
  if (parseJson(text) !== undefined) return false;
  return !/^\s*[[{]/.test(text) || text.split('\n', 64).some((line) => isJsonObject(parseJson(line)));
}

function readArray(source: string, items: readonly unknown[]): Input {
  if (items.length === 0) throw new InputError(source, 'holds an empty list: no events, no log records');
  const [first] = items;
  if (isJsonObject(first) && ('execution_arn' in first || typeof first['message'] === 'string')) {
    return { ...NOTHING, logs: readRecords(source, items) };
  }
  if (!isJsonObject(first) || !('type' in first) || !('timestamp' in first)) throw notOurs(source);
  return { ...NOTHING, history: readEvents(source, items, false) };
}

function readEventsAnswer(source: string, answer: JsonObject, items: readonly unknown[]): Input {
  if (items.length === 0) throw new InputError(source, 'is an answer without events');
  const read = readArray(source, items);
  if (read.history === null) return read;
  return { ...read, history: { ...read.history, hasMorePages: typeof answer['nextToken'] === 'string' } };
}

function readCase(source: string, value: JsonObject): Input {
  const given = value['history'];
  const items = isJsonObject(given) ? given['events'] : given;
  const hasMorePages = isJsonObject(given) && typeof given['nextToken'] === 'string';
  const hasEvents = Array.isArray(items) && items.length > 0;
  const lines = Array.isArray(value['logs']) ? value['logs'] : value['logEvents'];
  const hasLines = Array.isArray(lines) && lines.length > 0;
  if (!hasEvents && !hasLines) throw new InputError(source, 'holds neither history events nor log records');
  const describe = value['describeExecution'];
  return {
    history: hasEvents ? readEvents(source, items, hasMorePages) : null,
    logs: hasLines ? readRecords(source, lines) : null,
    describeExecution: isJsonObject(describe) ? describe : null,
    definition: value['definition'] ?? null,
    type: textOf(value, 'type') ?? null,
  };
}

function readEvents(source: string, items: readonly unknown[], hasMorePages: boolean): HistoryInput {
  const byId = new Map<number, HistoryEvent>();
  items.forEach((item, index) => {
    const read = readHistoryEvent(item);
    if (read.kind === 'malformed') throw new InputError(source, `event ${index + 1} of ${items.length} ${read.reason}`);
    const known = byId.get(read.event.id);
    if (known !== undefined && (known.type !== read.event.type || known.atMs !== read.event.atMs)) {
      throw new InputError(source, `holds two different events with id ${read.event.id}: these are two histories`);
    }
    byId.set(read.event.id, read.event);
  });
  return { events: [...byId.values()], hasMorePages };
}

/** Records as objects (parsed messages) or as `FilterLogEvents` gives them (`message` holds the line). */
function readRecords(source: string, items: readonly unknown[]): LogInput {
  const log = createLog();
  for (const item of items)
    log.add(isJsonObject(item) && typeof item['message'] === 'string' ? parseJson(item['message']) : item);
  return finishLog(source, log, items.length);
}

function readLines(source: string, lines: readonly string[]): LogInput {
  const log = createLog();
  let count = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    count += 1;
    const value = parseJson(line);
    log.add(isJsonObject(value) && typeof value['message'] === 'string' ? parseJson(value['message']) : value);
  }
  return finishLog(source, log, count);
}

type Log = {
  readonly records: Map<string, HistoryEvent[]>;
  readonly add: (value: unknown) => void;
  readonly skipped: () => number;
  readonly firstReason: () => string;
};

function createLog(): Log {
  const records = new Map<string, HistoryEvent[]>();
  let skipped = 0;
  let firstReason = 'is no JSON';
  const add = (value: unknown) => {
    const read = value === undefined ? null : readLogRecord(value);
    if (read?.kind === 'record') {
      const known = records.get(read.executionArn);
      if (known === undefined) records.set(read.executionArn, [read.event]);
      else known.push(read.event);
      return;
    }
    if (skipped === 0 && read !== null) firstReason = read.reason;
    skipped += 1;
  };
  return { records, add, skipped: () => skipped, firstReason: () => firstReason };
}

function finishLog(source: string, log: Log, count: number): LogInput {
  if (log.records.size === 0) {
    const lines = count === 1 ? 'its one line' : `none of its ${count} lines`;
    throw new InputError(
      source,
      `holds no Step Functions log record: ${lines}${count === 1 ? '' : ' is one; the first'} ${log.firstReason()}`,
      '1',
    );
  }
  return { records: log.records, skippedLines: log.skipped() };
}
