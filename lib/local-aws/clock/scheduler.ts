/** Takes back what was asked for. Calling it again, or too late, does nothing. */
export type Cancel = () => void;

type Entry = { readonly timeMs: number; readonly order: number; action: (() => void) | null };

/**
 * Virtual time. What is due is kept in one heap, so that a thousand waiting executions cost no timers, and days of them
 * run in the seconds their events take. Things due at the same time run in the order in which they were asked for.
 */
export class Scheduler {
  #nowMs: number;
  #order = 0;
  #waiting = 0;
  #leader: Scheduler | null = null;
  readonly #heap: Entry[] = [];

  /** @param startMs epoch milliseconds at which time begins */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Virtual time, epoch milliseconds. */
  get nowMs(): number {
    return this.#leader === null ? this.#nowMs : this.#leader.nowMs;
  }

  /** Nothing is due, ever, unless somebody asks for more. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /**
   * From now on this is the time of `leader`, which must be ahead. Only an idle one can join, because what is due here
   * would not be run any more.
   */
  join(leader: Scheduler): void {
    if (!this.isIdle) throw new Error('things are still due');
    this.#leader = leader;
  }

  /** Runs the action at the time, or now-in-turn where the time is past. */
  at(timeMs: number, action: () => void): Cancel {
    if (this.#leader !== null) return this.#leader.at(timeMs, action);
    const entry: Entry = { timeMs: Math.max(timeMs, this.#nowMs), order: this.#order, action };
    this.#order += 1;
    this.#waiting += 1;
    this.#push(entry);
    return () => {
      if (entry.action === null) return;
      this.#waiting -= 1;
      // The entry stays in the heap until it is due; taking it out would mean searching for it.
      entry.action = null;
    };
  }

  after(delayMs: number, action: () => void): Cancel {
    return this.at(this.nowMs + delayMs, action);
  }

  /** Lets time pass up to and including `timeMs`, running what falls due in order. Time never goes back. */
  runUntil(timeMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.timeMs <= timeMs; next = this.#heap[0]) {
      this.#removeFirst();
      this.#nowMs = Math.max(this.#nowMs, next.timeMs);
      this.#run(next);
    }
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  /** Runs everything that is due by `timeMs`, then stands still where the last of it was due. */
  runUntilIdle(timeMs: number): void {
    while (!this.isIdle) {
      const [next] = this.#heap;
      if (next === undefined || next.timeMs > timeMs) return;
      this.runUntil(next.timeMs);
    }
  }

  #run(entry: Entry): void {
    const { action } = entry;
    if (action === null) return;
    entry.action = null;
    this.#waiting -= 1;
    action();
  }

  #push(entry: Entry): void {
    this.#heap.push(entry);
    let index = this.#heap.length - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) break;
      this.#heap[index] = parent;
      index = parentIndex;
    }
    this.#heap[index] = entry;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let index = 0;
    for (;;) {
      const child = this.#earlierChild(index);
      if (child === null || !isBefore(child.entry, last)) break;
      this.#heap[index] = child.entry;
      index = child.index;
    }
    this.#heap[index] = last;
  }

  #earlierChild(index: number): { readonly index: number; readonly entry: Entry } | null {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined) return null;
    if (right !== undefined && isBefore(right, left)) return { index: 2 * index + 2, entry: right };
    return { index: 2 * index + 1, entry: left };
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.timeMs < other.timeMs || (one.timeMs === other.timeMs && one.order < other.order);
}
