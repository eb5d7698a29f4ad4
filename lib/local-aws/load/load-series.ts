import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import type { ListedExecution, Listing } from '../engine/execution-list';
import type { ExecutionStatus } from '../engine/execution-status';
import type { PastSeries, PastStart } from '../engine/past';
import { UNQUALIFIED } from '../engine/qualified-machine';
import type { MachineSource, StateMachine } from '../engine/state-machine';
import type { LogEvent } from '../logs/log-group';
import { Random } from '../random';
import { loadInput, WAY_COUNT } from './load-machine';

/** One way in which executions go, found out by letting one go so. Times are ms since its start. */
export type Way = {
  readonly name: string;
  readonly durationMs: number;
  readonly status: ExecutionStatus;
  /** Its log lines in order, none where the machine does not log. */
  readonly lines: readonly LogEvent[];
};

/** Numbers that no execution of a series has: the ways go by them. */
const FIRST_WAY_NUMBER = 999_999_900;
/** Any whole number without a factor in common with the number of ways mixes them. */
const MIXING = 7;
const EVERY_LINE = { fromMs: null, toMs: null, fromSequence: 0, limit: 10_000, matches: () => true };
const LATER_MS = 3_600_000;

/** Lets an execution go each way once, apart from everything else. */
export function findWays(
  source: MachineSource,
  { account, region: name }: AccountRegion,
  seed: string,
): readonly Way[] {
  return Array.from({ length: WAY_COUNT }, (_, way) => {
    const startMs = source.createdMs;
    const region = new AccountRegion(account, name, new Scheduler(startMs), seed);
    const machine = region.createMachine(source);
    const own = nameOf(FIRST_WAY_NUMBER + way);
    const execution = region.start({ machine, name: own, input: loadInput(own, way), drawnAs: drawnAs(way) });
    region.scheduler.runUntil(startMs + LATER_MS);
    const lines = [...region.logGroups.values()].flatMap((group) => group.read(EVERY_LINE, startMs + LATER_MS).events);
    return {
      name: own,
      durationMs: (execution.stopMs ?? startMs) - startMs,
      status: execution.status,
      lines: lines.filter(({ message }) => message.startsWith('{')),
    };
  });
}

function drawnAs(way: number): string {
  return `load/way-${way}`;
}

function nameOf(number: number): string {
  return `load-${String(number).padStart(9, '0')}`;
}

/**
 * Executions of one machine at equal distances in time, none of them in memory: everything about one follows from its
 * place in the series, and its events from letting it happen again.
 */
export class LoadSeries implements Listing, PastSeries<AccountRegion> {
  readonly length: number;
  readonly machine: StateMachine;
  readonly ways: readonly Way[];
  /** The longest that one takes. */
  readonly longestMs: number;
  readonly #firstMs: number;
  readonly #gapMs: number;

  /** @param untilMs epoch ms by which the last one is over; they begin `spanMs` before */
  constructor(machine: StateMachine, ways: readonly Way[], count: number, spanMs: number, untilMs: number) {
    this.machine = machine;
    this.ways = ways;
    this.length = count;
    this.longestMs = Math.max(...ways.map(({ durationMs }) => durationMs));
    this.#firstMs = untilMs - spanMs;
    this.#gapMs = Math.max(0, spanMs - this.longestMs) / count;
  }

  startMs(index: number): number {
    return this.#firstMs + Math.floor(index * this.#gapMs);
  }

  /** The first execution that starts at a time (epoch ms) or after it. */
  indexAt(timeMs: number): number {
    if (this.#gapMs === 0) return timeMs > this.#firstMs ? this.length : 0;
    const about = Math.ceil((timeMs - this.#firstMs) / this.#gapMs);
    return Math.min(this.length, Math.max(0, about));
  }

  wayOf(index: number): Way {
    const way = this.ways[this.#wayNumber(index)];
    if (way === undefined) throw new Error(`no way ${index}`);
    return way;
  }

  #wayNumber(index: number): number {
    return (index * MIXING) % this.ways.length;
  }

  /** Name and ARN of an execution. The UUID of an Express one is drawn from its place, too. */
  identify(index: number): { readonly name: string; readonly arn: string } {
    const name = nameOf(index);
    const base = this.machine.arn.replace(
      /:stateMachine:/,
      this.machine.type === 'STANDARD' ? ':execution:' : ':express:',
    );
    const uuid = this.machine.type === 'STANDARD' ? '' : `:${new Random(`${this.machine.name}/${index}`).uuid()}`;
    return { name, arn: `${base}:${name}${uuid}` };
  }

  at(index: number): ListedExecution | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const { durationMs, status } = this.wayOf(index);
    const startMs = this.startMs(index);
    return {
      ...this.identify(index),
      machineArn: this.machine.arn,
      startMs,
      stopMs: startMs + durationMs,
      listedStatus: status,
      redriveCount: 0,
      redriveMs: null,
      mapRunArn: null,
      startedBy: UNQUALIFIED,
    };
  }

  find(arn: string): PastStart<AccountRegion> | undefined {
    const [, number] = /:load-(\d{9})$/.exec(arn) ?? [];
    const index = Number(number);
    const listed = number === undefined ? undefined : this.at(index);
    if (listed?.arn !== arn || listed.stopMs === null) return undefined;
    const way = this.#wayNumber(index);
    return {
      startMs: listed.startMs,
      overMs: listed.stopMs,
      listed: [listed],
      otherArns: [],
      begin: (region) => {
        const { machine } = this;
        region.start({ machine, name: listed.name, input: loadInput(listed.name, way), drawnAs: drawnAs(way) });
      },
    };
  }
}
