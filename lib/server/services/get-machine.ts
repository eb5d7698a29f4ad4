import 'server-only';
import type { GetMachineInput, MachineAnswer } from '@/lib/contract/machines';
import { awsNowOf } from './aws-now';
import { findMachine } from './find-machine';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { toMachine } from './to-machine';

/**
 * One state machine with its figures of a window.
 *
 * @throws {AppError} `not-found` where the index does not know it.
 */
export async function getMachine(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<GetMachineInput>,
): Promise<MachineAnswer> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const { machine, report } = await findMachine(deps, input.arn);
  const [figures] = await deps.index.machineFigures({ ...window, machineArns: [machine.arn] });
  return {
    ...toMachine(machine, { figures: figures ?? null, report, window }),
    window: toWindowAnswer(window),
  };
}
