import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { StateSteps, StateStepsQuery } from '@/lib/server/ports/index-figures';
import { byName, type Catalog } from './catalog';
import { bucketMiddleMs } from './duration-bucket';
import { stateSteps } from './queries/state-steps';
import { stepHistories } from './queries/step-histories';
import type { Session } from './session';

/** One machine's states over time, and how much of each step was read. */
export async function readStateSteps(
  session: Session,
  catalog: Catalog,
  { machineArn, fromMs, toMs, stepMs }: StateStepsQuery,
): Promise<StateSteps> {
  const machine = catalog.machine(machineArn)?.machine;
  if (machine === undefined) return { visits: [], histories: [] };
  const range = { machine, from: fromMs, to: toMs, step: stepMs };
  const visits = await session.all(stateSteps, range);
  const histories = await session.all(stepHistories, range);
  return {
    visits: visits
      .toSorted((a, b) => byName(catalog.stateOf(a.state), catalog.stateOf(b.state)))
      .map((row) => {
        const { state, step, ended, failed, caught, retried, p95 } = row;
        const { name, type } = catalog.stateOf(state);
        const p95Ms = p95 === null ? null : bucketMiddleMs(p95);
        return { state: name, stateType: type, startMs: epochMs(step * stepMs), ended, failed, caught, retried, p95Ms };
      }),
    histories: histories.map(({ step, succeeded, covered }) => ({
      startMs: epochMs(step * stepMs),
      succeeded,
      succeededRead: covered,
    })),
  };
}
