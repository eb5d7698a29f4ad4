import { streamName } from '../logs/execution-log';
import {
  bytesOf,
  type LogEvent,
  LogGroup,
  type LogPage,
  type LogQuery,
  PAGE_BYTES,
  SCAN_LIMIT,
} from '../logs/log-group';
import type { LoadSeries, Way } from './load-series';

/** About so many lines are made at once: more than a page holds, and few enough to be made again without regret. */
const BLOCK_LINES = 20_000;
const HELD_BLOCKS = 3;
/** Positions in the series come first, those of lines that were appended since after them. */
const APPENDED = 2 ** 50;
const IN_BLOCK = 2 ** 22;

/** A log line that only lacks what differs from one execution to the next. */
type LineForm = { readonly offsetMs: number; readonly deliveryMs: number; readonly parts: readonly string[] };

/** The log group of a series: its lines are made when they are read, in the order of their times. */
export class LoadLogGroup extends LogGroup {
  readonly #series: LoadSeries;
  readonly #forms: ReadonlyMap<Way, readonly LineForm[]>;
  readonly #mostLines: number;
  readonly #blockMs: number;
  readonly #blocks = new Map<number, readonly LogEvent[]>();

  constructor(name: string, series: LoadSeries, account: string, region: string, createdMs: number) {
    super(name, account, region, createdMs, Number.POSITIVE_INFINITY);
    this.#series = series;
    this.#forms = new Map(series.ways.map((way) => [way, way.lines.map((line) => toForm(line, way, series))]));
    this.#mostLines = Math.max(...series.ways.map(({ lines }) => lines.length));
    const spanMs = series.startMs(series.length) - series.startMs(0);
    this.#blockMs = Math.max(1, Math.ceil((BLOCK_LINES * spanMs) / (series.length * this.#mostLines)));
  }

  override read(query: LogQuery, nowMs: number): LogPage {
    if (query.fromSequence >= APPENDED) return this.#readAppended(query, nowMs);
    const page = this.#readSeries(query, nowMs);
    return page.nextSequence === null && page.events.length === 0 ? this.#readAppended(query, nowMs) : page;
  }

  #readAppended(query: LogQuery, nowMs: number): LogPage {
    const { events, nextSequence } = super.read(
      { ...query, fromSequence: Math.max(0, query.fromSequence - APPENDED) },
      nowMs,
    );
    return { events, nextSequence: nextSequence === null ? null : nextSequence + APPENDED };
  }

  #readSeries(query: LogQuery, nowMs: number): LogPage {
    const firstMs = this.#series.startMs(0);
    const endMs = this.#series.startMs(this.#series.length) + this.#series.longestMs;
    const fromMs = Math.max(firstMs, query.fromMs ?? firstMs);
    const toMs = Math.min(endMs, query.toMs ?? endMs);
    let block = Math.max(Math.floor(query.fromSequence / IN_BLOCK), Math.floor((fromMs - firstMs) / this.#blockMs));
    let index = block === Math.floor(query.fromSequence / IN_BLOCK) ? query.fromSequence % IN_BLOCK : 0;
    const events: LogEvent[] = [];
    let [bytes, scanned] = [0, 0];
    for (; firstMs + block * this.#blockMs <= toMs; block += 1, index = 0) {
      for (const line of this.#blockAt(block).slice(index)) {
        const here = block * IN_BLOCK + index;
        index += 1;
        if (line.timestampMs < fromMs) continue;
        if (line.timestampMs > toMs) return { events, nextSequence: null };
        scanned += 1;
        if (scanned > SCAN_LIMIT) return { events, nextSequence: here };
        if (line.ingestionMs > nowMs || !query.matches(line)) continue;
        bytes += bytesOf(line);
        if (events.length === query.limit || bytes > PAGE_BYTES) return { events, nextSequence: here };
        events.push(line);
      }
    }
    return { events, nextSequence: null };
  }

  #blockAt(block: number): readonly LogEvent[] {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    const made = this.#makeBlock(block);
    this.#blocks.set(block, made);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > HELD_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return made;
  }

  #makeBlock(block: number): readonly LogEvent[] {
    const series = this.#series;
    const fromMs = series.startMs(0) + block * this.#blockMs;
    const untilMs = fromMs + this.#blockMs;
    const lines: LogEvent[] = [];
    // One more on either side: places in time are rounded.
    const end = Math.min(series.length, series.indexAt(untilMs) + 1);
    for (let index = Math.max(0, series.indexAt(fromMs - series.longestMs) - 1); index < end; index += 1) {
      const startMs = series.startMs(index);
      const forms = this.#forms.get(series.wayOf(index)) ?? [];
      const isIn = forms.some(({ offsetMs }) => startMs + offsetMs >= fromMs && startMs + offsetMs < untilMs);
      if (isIn) this.#addLines(lines, index, forms, fromMs, untilMs);
    }
    return lines.sort((one, other) => one.timestampMs - other.timestampMs || one.sequence - other.sequence);
  }

  #addLines(lines: LogEvent[], index: number, forms: readonly LineForm[], fromMs: number, untilMs: number): void {
    const { name, arn } = this.#series.identify(index);
    const startMs = this.#series.startMs(index);
    const stream = streamName(this.#series.machine, startMs);
    for (const [at, { offsetMs, deliveryMs, parts }] of forms.entries()) {
      const timestampMs = startMs + offsetMs;
      if (timestampMs < fromMs || timestampMs >= untilMs) continue;
      const message = fill(parts, { [ARN]: arn, [NAME]: name, [TIME]: String(timestampMs) });
      const sequence = index * this.#mostLines + at;
      lines.push({ sequence, timestampMs, ingestionMs: timestampMs + deliveryMs, stream, message });
    }
  }
}

const [ARN, NAME, TIME] = ['\u0001arn', '\u0001name', '\u0001time'];

/** Cuts a line of a way where it holds what is its own: parts that begin with U+0001 are places to fill. */
function toForm({ timestampMs, ingestionMs, message }: LogEvent, way: Way, series: LoadSeries): LineForm {
  const { name } = series.machine;
  const [, arn = ''] = new RegExp(`"execution_arn":"([^"]*:(?:express|execution):${name}:[^"]*)"`).exec(message) ?? [];
  const [, time = ''] = /"event_timestamp":"(\d+)"/.exec(message) ?? [];
  const marked = message
    .replaceAll(arn, `\u0000${ARN}\u0000`)
    .replaceAll(way.name, `\u0000${NAME}\u0000`)
    .replaceAll(`"event_timestamp":"${time}"`, `"event_timestamp":"\u0000${TIME}\u0000"`);
  const offsetMs = timestampMs - series.machine.createdMs;
  return { offsetMs, deliveryMs: ingestionMs - timestampMs, parts: marked.split('\u0000') };
}

function fill(parts: readonly string[], values: Readonly<Record<string, string>>): string {
  let text = '';
  for (const part of parts) text += part.startsWith('\u0001') ? (values[part] ?? '') : part;
  return text;
}
