import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { GetHotspotsInput, MachineHotspots } from '@/lib/contract/hotspots';
import { awsNowOf } from './aws-now';
import { coverageOfMachine } from './coverage';
import { findMachine } from './find-machine';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { isComparable, isScaled, knowsSuccesses, toHotspot } from './to-hotspot';

/**
 * The states of one machine with their figures of a window.
 *
 * @throws {AppError} `not-found` where the index does not know the machine.
 */
export async function getHotspots(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<GetHotspotsInput>,
): Promise<MachineHotspots> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const { machine, report } = await findMachine(deps, input.arn);
  const found = await deps.index.stateFigures({ machineArn: machine.arn, ...window });
  const { states, executionMs, histories, historiesBefore } = found;
  const coverage = coverageOfMachine(machine, report, histories, window);
  const beforeMs = epochMs(window.fromMs - (window.toMs - window.fromMs));
  const coverageBefore = coverageOfMachine(machine, report, historiesBefore, { fromMs: beforeMs, toMs: window.fromMs });
  const basis = {
    executionMs,
    knowsSuccesses: knowsSuccesses(coverage, histories),
    isComparable: isComparable(coverageBefore, historiesBefore),
    isScaled: isScaled(histories),
  };
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    type: machine.type,
    states: states.map((state) => toHotspot(state, basis)),
    coverage,
    window: toWindowAnswer(window),
  };
}
