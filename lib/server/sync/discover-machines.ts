import 'server-only';
import type { ListedMachine } from '@/lib/server/ports/aws';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { toMachineRow } from './machine-catalogue';
import type { ConnectionDependencies } from './sync-dependencies';

export type Discovery = {
  /** Every machine that the connection reads and that is in the index now, deleted ones included. */
  readonly machines: readonly IndexedMachine[];
  /** What describing a machine threw, by ARN: what the list told of it is in the index all the same. */
  readonly failures: ReadonlyMap<string, unknown>;
};

/** Machines described at the same time; the budget of the connection sets the real pace. */
const AT_ONCE = 4;

/**
 * Lists the machines of a connection, describes each that it selects (the list tells neither status nor log settings) and takes them into
 * the index. One that the complete list no longer holds is kept as DELETED. Failing to describe one keeps what is known.
 */
export async function discoverMachines(deps: ConnectionDependencies): Promise<Discovery> {
  const { apply, connection } = deps;
  const listed = await listAll(deps);
  const known = new Map((await ownMachines(deps)).map((machine) => [machine.arn, machine]));
  const failures = new Map<string, unknown>();
  const rows: Omit<IndexedMachine, 'connection'>[] = [];
  const waiting = [...listed];
  const describeNext = async (): Promise<void> => {
    for (let machine = waiting.shift(); machine !== undefined; machine = waiting.shift()) {
      try {
        rows.push(await describeOne(deps, machine));
      } catch (thrown) {
        deps.signal.throwIfAborted();
        failures.set(machine.arn, thrown);
        rows.push(known.get(machine.arn) ?? { ...machine, status: 'ACTIVE', logging: null, revisionId: null });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, describeNext));
  const present = new Set(listed.map(({ arn }) => arn));
  const gone = [...known.values()].filter(({ arn, status }) => !present.has(arn) && status !== 'DELETED');
  await apply({
    connection: connection.name,
    machines: [...rows, ...gone.map((machine) => ({ ...machine, status: 'DELETED' as const }))],
    executions: [],
    histories: [],
    watermarks: [],
  });
  return { machines: await ownMachines(deps), failures };
}

async function ownMachines({ index, connection, signal }: ConnectionDependencies): Promise<readonly IndexedMachine[]> {
  const machines = await index.listMachines();
  const own: IndexedMachine[] = [];
  const options = { priority: 'background', signal } as const;
  for (const machine of machines) {
    if (machine.connection === connection.name && (await connection.selects(machine.arn, options))) own.push(machine);
  }
  return own;
}

async function listAll({ connection, signal }: ConnectionDependencies): Promise<readonly ListedMachine[]> {
  const machines = new Map<string, ListedMachine>();
  let token: string | null = null;
  do {
    const page = await connection.stepFunctions.listMachines({ token }, { priority: 'background', signal });
    if (page.kind === 'token-expired') {
      token = null;
      continue;
    }
    for (const machine of page.items) {
      if (await connection.selects(machine.arn, { priority: 'background', signal })) machines.set(machine.arn, machine);
    }
    token = page.nextToken;
  } while (token !== null);
  return [...machines.values()];
}

async function describeOne(
  { connection, signal, catalogue, clock }: ConnectionDependencies,
  machine: ListedMachine,
): Promise<Omit<IndexedMachine, 'connection'>> {
  const answer = await connection.stepFunctions.describeMachine(machine.arn, { priority: 'background', signal });
  // Listed a moment ago and gone: it is being deleted.
  if (answer.kind === 'gone') return { ...machine, status: 'DELETING', logging: null, revisionId: null };
  catalogue.note(answer.value, clock.nowMs());
  return toMachineRow(answer.value);
}
