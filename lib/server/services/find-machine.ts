import 'server-only';
import { AppError } from '@/lib/server/errors';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { MachineReport } from '@/lib/server/sync/sync-report';
import type { ServiceDependencies } from './service-dependencies';

type FoundMachine = {
  readonly machine: IndexedMachine;
  /** How reading it stands; null for one that is not read, such as a deleted one. */
  readonly report: MachineReport | null;
};

/**
 * The machine of an ARN.
 *
 * @throws {AppError} `not-found` where the index does not know it.
 */
export async function findMachine(
  { index, sync }: Pick<ServiceDependencies, 'index' | 'sync'>,
  arn: string,
): Promise<FoundMachine> {
  const machine = (await index.listMachines()).find((each) => each.arn === arn);
  if (machine === undefined) {
    const message =
      'No state machine with this ARN was found in the accounts and regions that are read. A new one appears within two minutes.';
    throw new AppError('not-found', message);
  }
  const reports = sync.report().flatMap(({ machines }) => machines);
  return { machine, report: reports.find(({ machineArn }) => machineArn === arn) ?? null };
}
