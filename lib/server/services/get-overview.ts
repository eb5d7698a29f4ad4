import 'server-only';
import type { GetOverviewInput, Overview } from '@/lib/contract/overview';
import type { Problem } from '@/lib/contract/problem';
import type { TileCount } from '@/lib/server/ports/index-figures';
import { awsNowOf } from './aws-now';
import { findConnectionProblems } from './connection-problems';
import { coverageOfList } from './coverage';
import { findMachineProblems } from './machine-problems';
import { readScope, type Scope } from './scope';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toDateOrNull, toWindowAnswer } from './time-window';

/** The five tiles, and everything that makes the pages show less than there is. */
export async function getOverview(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<GetOverviewInput>,
): Promise<Overview> {
  requireView(input.caller, deps);
  const nowMs = awsNowOf(deps);
  const window = resolveWindow(input, nowMs);
  const scope = await readScope(deps, input.connection);
  const { machines, states, reports } = scope;
  const tiles = await deps.index.overviewTiles({
    ...window,
    nowMs,
    ...(input.connection !== undefined && { machineArns: machines.map(({ arn }) => arn) }),
  });
  const present = machines.filter(({ status }) => status !== 'DELETED');
  const { failed, timedOut, running, waiting, redrivable } = tiles;
  return {
    window: toWindowAnswer(window),
    failed: toTile(failed),
    timedOut: toTile(timedOut),
    running: { ...toTile(running), oldestStartDate: toDateOrNull(running.oldestStartedAtMs) },
    waiting: { ...toTile(waiting), soonestDeadlineDate: toDateOrNull(waiting.soonestDeadlineMs) },
    redrivable: { ...toTile(redrivable), soonestExpiryDate: toDateOrNull(redrivable.soonestExpiryMs) },
    coverage: coverageOfList(reports, states, present, window),
    problems: findAllProblems({ states, reports, machines: present }),
  };
}

function toTile({ count, before }: TileCount) {
  return { count, before };
}

/** Connections first: what stops one of them explains whatever its machines lack. */
function findAllProblems({ states, reports, machines }: Scope): readonly Problem[] {
  const ofConnections = states.flatMap((state) => {
    const report = reports.find(({ connection }) => connection === state.name) ?? null;
    const own = machines.filter(({ connection }) => connection === state.name);
    const machineCount = report?.isDiscovered === true ? own.length : null;
    return findConnectionProblems(state, report, machineCount);
  });
  const ofMachines = machines.flatMap((machine) => {
    const report = reports.flatMap((each) => each.machines).find(({ machineArn }) => machineArn === machine.arn);
    return findMachineProblems(machine, report ?? null);
  });
  return [...ofConnections, ...ofMachines];
}
