import 'server-only';
import type { StateFailure, StateFailures, StateFailuresQuery } from '@/lib/server/ports/index-figures';
import type { Catalog } from './catalog';
import { FAILURE_KIND_CODES } from './codes';
import { readVersions } from './list-executions';
import { executionTime } from './queries/execution-time';
import { lastFailures } from './queries/last-failures';
import { versionsOfHistories } from './queries/versions-of-histories';
import type { Session } from './session';

/** The newest failures of one state, each with its execution. */
export async function listFailures(
  session: Session,
  catalog: Catalog,
  { machineArn, state, fromMs, toMs, limit }: StateFailuresQuery,
): Promise<StateFailures> {
  const machine = catalog.machine(machineArn)?.machine;
  if (machine === undefined) return { failures: [], histories: { succeeded: 0, succeededRead: 0 } };
  const range = { machine, from: fromMs, to: toMs };
  const states = [...catalog.statesNamed(state, [machine])];
  const found = states.length === 0 ? [] : await session.all(lastFailures, { ...range, states, limit });
  const executions = await executionsOf(
    session,
    catalog,
    found.map(({ history }) => history),
  );
  // Of the window alone, not of one before it.
  const time = await session.first(executionTime, { ...range, before: fromMs });
  return {
    failures: found.flatMap(({ history, visit, kind, ended_at, error }): readonly StateFailure[] => {
      const execution = executions.get(history);
      const outcome = kind === FAILURE_KIND_CODES.caught ? 'caught' : 'failed';
      return execution === undefined ? [] : [{ execution, visit, outcome, endedAtMs: ended_at, error }];
    }),
    histories: { succeeded: time?.succeeded ?? 0, succeededRead: time?.covered ?? 0 },
  };
}

/** Executions by the number of their history. */
async function executionsOf(session: Session, catalog: Catalog, histories: readonly number[]) {
  if (histories.length === 0) return new Map<number, StateFailure['execution']>();
  const versions = await session.all(versionsOfHistories, { histories: [...new Set(histories)] });
  const executions = await readVersions(
    session,
    catalog,
    versions.map(({ version }) => version),
  );
  return new Map(
    versions.flatMap(({ history }, at) => {
      const execution = executions[at];
      return execution === undefined ? [] : [[history, execution] as const];
    }),
  );
}
