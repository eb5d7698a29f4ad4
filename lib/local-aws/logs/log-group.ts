/** One line in a log group. Lines are numbered in the order of their event times. */
export type LogEvent = {
  readonly sequence: number;
  readonly timestampMs: number;
  /** When the line can first be read: CloudWatch gets lines seconds after the event, out of order (aws-facts §4.3). */
  readonly ingestionMs: number;
  readonly stream: string;
  readonly message: string;
};

/** Which lines a reader wants. Times are epoch ms and both included, `null` is no limit. */
export type LogQuery = {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The first line that may be answered, from the page before. */
  readonly fromSequence: number;
  readonly limit: number;
  readonly matches: (event: LogEvent) => boolean;
};

/** `nextSequence` is null when nothing is left; a page may be empty and still not be the last (aws-facts §5.1). */
export type LogPage = { readonly events: readonly LogEvent[]; readonly nextSequence: number | null };

export const PAGE_BYTES = 1_048_576;
/** What CloudWatch counts for a line beside its text. */
const LINE_OVERHEAD_BYTES = 26;
/** Lines looked at for one page: a rare match gives empty pages with a token, as it does on AWS. */
export const SCAN_LIMIT = 40_000;

/** A CloudWatch log group: lines in order of their event times. */
export class LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  #storedBytes = 0;
  #events: LogEvent[] = [];
  #nextSequence = 0;
  readonly #keepMs: number;

  /** @param keepMs after which lines are forgotten, so that a demo can run for weeks */
  constructor(name: string, account: string, region: string, createdMs: number, keepMs: number) {
    this.name = name;
    this.arn = `arn:aws:logs:${region}:${account}:log-group:${name}`;
    this.createdMs = createdMs;
    this.#keepMs = keepMs;
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  /** Adds a line. Lines must come in the order of their event times, which virtual time gives. */
  append(event: Omit<LogEvent, 'sequence'>): void {
    this.#events.push({ ...event, sequence: this.#nextSequence });
    this.#nextSequence += 1;
    this.#storedBytes += bytesOf(event);
    if (this.#nextSequence % 10_000 === 0) this.#forget(event.timestampMs - this.#keepMs);
  }

  /** One page of the lines that have arrived by `nowMs`. */
  read(query: LogQuery, nowMs: number): LogPage {
    const first = this.#events[0]?.sequence ?? 0;
    const start = Math.max(this.#indexAt(query.fromMs), query.fromSequence - first, 0);
    const events: LogEvent[] = [];
    let bytes = 0;
    for (let index = start; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event === undefined || (query.toMs !== null && event.timestampMs > query.toMs)) break;
      if (index - start >= SCAN_LIMIT) return { events, nextSequence: event.sequence };
      if (event.ingestionMs > nowMs || !query.matches(event)) continue;
      bytes += bytesOf(event);
      if (events.length === query.limit || bytes > PAGE_BYTES) return { events, nextSequence: event.sequence };
      events.push(event);
    }
    return { events, nextSequence: null };
  }

  #indexAt(timeMs: number | null): number {
    if (timeMs === null) return 0;
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.timestampMs ?? Number.POSITIVE_INFINITY) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(beforeMs: number): void {
    const kept = this.#indexAt(beforeMs);
    for (const event of this.#events.slice(0, kept)) this.#storedBytes -= bytesOf(event);
    this.#events = this.#events.slice(kept);
  }
}

/** What CloudWatch counts for a line. */
export function bytesOf({ message }: { readonly message: string }): number {
  return Buffer.byteLength(message) + LINE_OVERHEAD_BYTES;
}

/** The 56 digits that name a line for good: equal for the same line on every page. */
export function eventIdOf({ timestampMs, sequence }: LogEvent): string {
  return `3${String(timestampMs).padStart(15, '0')}${String(sequence).padStart(40, '0')}`;
}
