import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { Hotspot, Hotspots, ListHotspotsInput } from '@/lib/contract/hotspots';
import { byMeasure } from '@/lib/domain/hotspots';
import type { Interval } from '@/lib/domain/time-range';
import type { ComparedState } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { MachineReport } from '@/lib/server/sync/sync-report';
import { awsNowOf } from './aws-now';
import { coverageOfList, coverageOfMachine } from './coverage';
import { readScope } from './scope';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { isComparable, isScaled, knowsSuccesses, toRow } from './to-hotspot';

/** The worst states over all machines. */
export async function listHotspots(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<ListHotspotsInput>,
): Promise<Hotspots> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const [scope, figures] = await Promise.all([readScope(deps, input.connection), deps.index.stateRates(window)]);
  const { machines, states, reports } = scope;
  const reportOf = new Map(reports.flatMap(({ machines: each }) => each.map((report) => [report.machineArn, report])));
  const machineOf = new Map(machines.map((machine) => [machine.arn, machine]));
  const beforeMs = epochMs(window.fromMs - (window.toMs - window.fromMs));
  const items = figures.flatMap((state) => {
    const machine = machineOf.get(state.machineArn);
    if (machine === undefined) return [];
    const report = reportOf.get(machine.arn) ?? null;
    return [toListed(state, { machine, report, window, before: { fromMs: beforeMs, toMs: window.fromMs } })];
  });
  const present = machines.filter(({ status }) => status !== 'DELETED');
  return {
    items: items.toSorted(byMeasure(input.by)).slice(0, input.limit),
    nextCursor: null,
    total: items.length,
    coverage: coverageOfList(reports, states, present, window),
    window: toWindowAnswer(window),
  };
}

type Place = {
  readonly machine: IndexedMachine;
  readonly report: MachineReport | null;
  readonly window: Interval;
  readonly before: Interval;
};

function toListed(state: ComparedState, { machine, report, window, before: windowBefore }: Place): Hotspot {
  const { figures, before } = state;
  const coverage = coverageOfMachine(machine, report, figures.histories, window);
  const isBeforeRead =
    before !== null &&
    isComparable(coverageOfMachine(machine, report, before.histories, windowBefore), before.histories);
  return {
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    ...toRow(state, {
      knowsSuccesses: knowsSuccesses(coverage, figures.histories),
      isComparable: isBeforeRead,
      isScaled: isScaled(figures.histories),
    }),
    coverage: coverage.kind,
  };
}
