import 'server-only';
import { AppError } from '@/lib/server/errors';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import type { ServiceDependencies } from './service-dependencies';

/** What an answer is about: everything that is read, or what one connection reads. */
export type Scope = {
  readonly machines: readonly IndexedMachine[];
  readonly states: readonly ConnectionState[];
  readonly reports: readonly ConnectionReport[];
};

/**
 * The connections that are asked for and the machines that are in the index of them.
 *
 * @throws {AppError} `invalid-request` where no connection has that name: an empty answer would say that it has nothing.
 */
export async function readScope(
  { index, connections, sync }: Pick<ServiceDependencies, 'index' | 'connections' | 'sync'>,
  connection: string | undefined,
): Promise<Scope> {
  const machines = await index.listMachines();
  const states = connections.list().map((each) => each.state());
  const reports = sync.report();
  if (connection === undefined) return { machines, states, reports };
  const state = states.find(({ name }) => name === connection);
  if (state === undefined) {
    throw new AppError('invalid-request', '`connection` is not the name of one that this server reads.');
  }
  return {
    machines: machines.filter((machine) => machine.connection === connection),
    states: [state],
    reports: reports.filter((report) => report.connection === connection),
  };
}
