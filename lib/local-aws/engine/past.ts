import { Scheduler } from '../clock/scheduler';
import type { ListedExecution } from './execution-list';

/**
 * A start whose executions are all over. What happened in them is not kept: what they do follows from their seeds and
 * from virtual time, so letting them run again finds out the same, event by event.
 */
export type PastStart<Region> = {
  readonly startMs: number;
  /** When the last of its executions was over, redrives included. */
  readonly overMs: number;
  /** The Standard executions that lists show: the one that was started, and those that its tasks started. */
  readonly listed: readonly ListedExecution[];
  /** What has an ARN and is in no list: map runs and the executions they started. */
  readonly otherArns: readonly string[];
  /** Starts it in a region whose time stands at `startMs`, with all that operators do to it. */
  readonly begin: (region: Region) => void;
};

/** Past starts that are found by a rule instead of being remembered. */
export type PastSeries<Region> = {
  readonly length: number;
  readonly find: (arn: string) => PastStart<Region> | undefined;
};

/** Starts whose events are held at once for whoever reads on in them. */
const HELD = 64;

/** What is over and out of memory in one account and region, which `Region` stands for. */
export class Past<Region extends { readonly scheduler: Scheduler }> {
  readonly #starts = new Map<string, PastStart<Region>>();
  readonly #series: PastSeries<Region>[] = [];
  readonly #held = new Map<string, Region>();
  #size = 0;

  /** Executions that lists show. */
  get size(): number {
    return this.#series.reduce((sum, { length }) => sum + length, this.#size);
  }

  has(arn: string): boolean {
    return this.#find(arn) !== undefined;
  }

  addSeries(series: PastSeries<Region>): void {
    this.#series.push(series);
  }

  #find(arn: string): PastStart<Region> | undefined {
    const known = this.#starts.get(arn);
    if (known !== undefined) return known;
    for (const series of this.#series) {
      const found = series.find(arn);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  add(start: PastStart<Region>): void {
    for (const { arn } of start.listed) this.#starts.set(arn, start);
    for (const arn of start.otherArns) this.#starts.set(arn, start);
    this.#size += start.listed.length;
  }

  /**
   * The region in which an execution or a map run of the past is there with its events, to be read and not changed.
   * @param empty makes a region with the same machines and nothing else, whose time stands where it is told
   */
  open(arn: string, empty: (scheduler: Scheduler) => Region): Region | undefined {
    const start = this.#find(arn);
    if (start === undefined) return undefined;
    const key = keyOf(start);
    const region = this.#held.get(key) ?? runAgain(start, empty);
    // Taken out and put in again: the one that was not read for longest is first.
    this.#held.delete(key);
    this.#held.set(key, region);
    const [oldest] = this.#held.keys();
    if (this.#held.size > HELD && oldest !== undefined) this.#held.delete(oldest);
    return region;
  }

  /** Leaves out what has such ARNs, for good; what else belongs to their starts stays. */
  forget(isForgotten: (arn: string) => boolean): void {
    for (const [arn, start] of [...this.#starts].filter(([known]) => isForgotten(known))) {
      this.#starts.delete(arn);
      if (start.listed.some((execution) => execution.arn === arn)) this.#size -= 1;
    }
  }

  /** Takes an execution's start out of the past, with everything that belongs to it, because it is to run on. */
  take(arn: string): PastStart<Region> | undefined {
    const start = this.#starts.get(arn);
    if (start === undefined) return undefined;
    for (const { arn: listed } of start.listed) this.#starts.delete(listed);
    for (const other of start.otherArns) this.#starts.delete(other);
    this.#size -= start.listed.length;
    this.#held.delete(keyOf(start));
    return start;
  }
}

/** The first execution of a start, by which it is held. */
function keyOf({ listed }: Pick<PastStart<unknown>, 'listed'>): string {
  return listed[0]?.arn ?? '';
}

function runAgain<Region extends { readonly scheduler: Scheduler }>(
  start: PastStart<Region>,
  empty: (scheduler: Scheduler) => Region,
): Region {
  const region = empty(new Scheduler(start.startMs));
  start.begin(region);
  region.scheduler.runUntil(start.overMs);
  return region;
}
