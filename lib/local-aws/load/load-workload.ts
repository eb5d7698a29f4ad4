import type { AccountRegion } from '../engine/account-region';
import type { MachineSource } from '../engine/state-machine';
import { type Place, SHOP } from '../places';
import { LoadLogGroup } from './load-log-group';
import { loadDefinition, loadScript } from './load-machine';
import { findWays, LoadSeries } from './load-series';

/** How much there is: in each account so many machines, executions over all of them, and events of one that succeeds. */
export type LoadSettings = {
  /** The shop's account and those with the numbers after it; one where left out. */
  readonly accounts?: number;
  readonly machines: number;
  readonly executions: number;
  readonly events: number;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Whether Standard ones are logged at level ALL, too; Express ones always are. */
  readonly isLogged?: boolean;
};

const DAY_MS = 86_400_000;

/** The accounts of a load, each where the shop runs. */
export function placesOfLoad({ accounts = 1 }: LoadSettings): readonly Place[] {
  return Array.from({ length: accounts }, (_, index) => ({ ...SHOP, account: String(Number(SHOP.account) + index) }));
}

/** Makes machines with a past of any size, which is in no memory. Nothing starts by itself. */
export function layOutLoad(region: AccountRegion, load: LoadSettings, seed: string, days: number, nowMs: number): void {
  const definition = loadDefinition(load.events);
  for (let number = 1; number <= load.machines; number += 1) {
    const name = `load-${load.type.toLowerCase()}-${number}`;
    const isLogged = load.type === 'EXPRESS' || load.isLogged === true;
    const group = isLogged ? `/aws/vendedlogs/states/${name}-Logs` : null;
    const source: MachineSource = {
      name,
      type: load.type,
      definition,
      script: loadScript({ ...definition }),
      logs: { level: group === null ? 'OFF' : 'ALL', includeExecutionData: true, group },
      createdMs: nowMs - (days + 1) * DAY_MS,
    };
    const ways = findWays(source, region, seed);
    const machine = region.createMachine(source);
    const series = new LoadSeries(machine, ways, Math.floor(load.executions / load.machines), days * DAY_MS, nowMs);
    if (load.type === 'STANDARD') {
      region.past.addSeries(series);
      region.listOf(machine.arn).begin(series);
    }
    if (group !== null) {
      region.logGroups.set(group, new LoadLogGroup(group, series, region.account, region.region, source.createdMs));
    }
  }
}
