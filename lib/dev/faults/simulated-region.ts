import type { Listing } from '@/lib/local-aws/engine/execution-list';
import type { CallCount } from '@/lib/local-aws/http/limits';
import { loadDefinition, loadScript } from '@/lib/local-aws/load/load-machine';
import { findWays, LoadSeries } from '@/lib/local-aws/load/load-series';
import { World } from '@/lib/local-aws/world';
import { serveWorld } from './served-world';
import type { VirtualTime } from './virtual-time';

/** One of the regions with the smallest quotas (aws-facts §1.3). */
export const REGION = 'eu-north-1';
const ACCOUNT = '123456789012';
const DAY_MS = 86_400_000;

export type Flow = {
  readonly machines: number;
  /** Over all machines. The n-th has a share of 1/n: some are busy, most are quiet. */
  readonly executionsPerDay: number;
  readonly eventsPerExecution: number;
  /** How long it has been going on, and how long it will. */
  readonly pastMs: number;
  readonly comingMs: number;
};

/** A local AWS with the quotas of a small region, in this process, where executions start all the time. */
export type SimulatedRegion = {
  readonly endpoint: string;
  /** Busiest first. */
  readonly series: readonly LoadSeries[];
  /** Calls since the start, by action. */
  readonly calls: () => ReadonlyMap<string, CallCount>;
  readonly stop: () => Promise<void>;
};

/** @param time holds still while a request is answered */
export async function startSimulatedRegion(flow: Flow, time: VirtualTime): Promise<SimulatedRegion> {
  const nowMs = Date.now();
  const world = new World({ kind: 'empty', seed: 'quota', days: 1 }, nowMs);
  const region = world.regionOf({ account: ACCOUNT, region: REGION });
  const definition = loadDefinition(flow.eventsPerExecution);
  const weights = Array.from({ length: flow.machines }, (_, index) => 1 / (index + 1));
  const allWeights = weights.reduce((sum, weight) => sum + weight, 0);
  const spanMs = flow.pastMs + flow.comingMs;
  const series = weights.map((weight, index) => {
    const source = {
      name: `orders-of-shop-${index + 1}`,
      type: 'STANDARD' as const,
      definition,
      script: loadScript({ ...definition }),
      logs: { level: 'OFF' as const, includeExecutionData: true, group: null },
      createdMs: nowMs - flow.pastMs,
    };
    const ways = findWays(source, region, 'quota');
    const machine = region.createMachine(source);
    const count = Math.ceil((flow.executionsPerDay * weight * spanMs) / (allWeights * DAY_MS));
    const own = new LoadSeries(machine, ways, count, spanMs, nowMs + flow.comingMs);
    region.past.addSeries(own);
    region.listOf(machine.arn).begin(soFar(own));
    return own;
  });
  world.limits.set('aws');
  const { endpoint, stop } = await serveWorld(world, time);
  return {
    endpoint,
    series,
    calls: () => new Map(world.limits.counts.map((count) => [count.action.replace('states:', ''), count])),
    stop,
  };
}

/** Those that have started by now. */
function soFar(series: LoadSeries): Listing {
  return {
    get length() {
      return series.indexAt(Date.now() + 1);
    },
    at: (index) => series.at(index),
  };
}
