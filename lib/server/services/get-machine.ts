import 'server-only';
import type { GetMachineInput, MachineAnswer } from '@/lib/contract/machines';
import { AppError } from '@/lib/server/errors';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { toMachine } from './to-machine';

/**
 * One state machine with its figures of a window.
 *
 * @throws {AppError} `not-found` where the index does not know it.
 */
export async function getMachine(
  deps: Pick<ServiceDependencies, 'index' | 'sync' | 'clock' | 'switches'>,
  input: By<GetMachineInput>,
): Promise<MachineAnswer> {
  requireView(input.caller, deps);
  const nowMs = deps.clock.nowMs();
  const window = resolveWindow(input, nowMs);
  const machine = (await deps.index.listMachines()).find(({ arn }) => arn === input.arn);
  if (machine === undefined) {
    const message =
      'No state machine with this ARN was found in the accounts and regions that are read. A new one appears within two minutes.';
    throw new AppError('not-found', message);
  }
  const [figures] = await deps.index.machineFigures({ ...window, machineArns: [machine.arn] });
  const reports = deps.sync.report().flatMap(({ machines }) => machines);
  const report = reports.find(({ machineArn }) => machineArn === machine.arn) ?? null;
  return {
    ...toMachine(machine, { figures: figures ?? null, report, fromMs: window.fromMs }),
    window: toWindowAnswer(window),
  };
}
