import 'server-only';
import type { ListMachinesInput, Machines } from '@/lib/contract/machines';
import { awsNowOf } from './aws-now';
import { coverageOfList } from './coverage';
import { readScope } from './scope';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { byWorst, toMachine } from './to-machine';

/** Every state machine with its figures of a window, worst first. One that was deleted is listed while it has any. */
export async function listMachines(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<ListMachinesInput>,
): Promise<Machines> {
  requireView(input.caller, deps);
  const nowMs = awsNowOf(deps);
  const window = resolveWindow(input, nowMs);
  const [scope, allFigures] = await Promise.all([readScope(deps, input.connection), deps.index.machineFigures(window)]);
  const figures = new Map(allFigures.map((each) => [each.machineArn, each]));
  const { machines, states, reports } = scope;
  const reportOf = new Map(reports.flatMap(({ machines: each }) => each.map((report) => [report.machineArn, report])));
  const present = machines.filter(({ arn, status }) => status !== 'DELETED' || figures.has(arn));
  const items = present.map((machine) =>
    toMachine(machine, {
      figures: figures.get(machine.arn) ?? null,
      report: reportOf.get(machine.arn) ?? null,
      window,
    }),
  );
  return {
    items: items.toSorted(byWorst),
    nextCursor: null,
    coverage: coverageOfList(reports, states, present, window),
    window: toWindowAnswer(window),
  };
}
