import 'server-only';
import type { z } from 'zod';
import type { EpochMs } from '@/lib/base/units';
import type { ComparedState, VisitRates } from '@/lib/server/ports/index-figures';
import type { Catalog } from './catalog';
import { toPercentiles } from './machine-figures';
import { stateRates } from './queries/state-rates';
import { topErrors } from './queries/top-errors';
import type { Session } from './session';

type Window = { readonly fromMs: EpochMs; readonly toMs: EpochMs };
type Rates = z.infer<typeof stateRates.row>;

/** Periods of the statement: the window asked for, and the one of equal length before. */
const WITHIN = 1;
const BEFORE = 0;

/** Every state of which a visit ended in the window. */
export async function readStateRates(
  session: Session,
  catalog: Catalog,
  { fromMs, toMs }: Window,
): Promise<readonly ComparedState[]> {
  const range = { from: fromMs, to: toMs };
  const rows = await session.all(stateRates, { ...range, before: fromMs - (toMs - fromMs) });
  const errors = new Map((await session.all(topErrors, range)).map((row) => [row.state, row]));
  const before = new Map(rows.filter(({ period }) => period === BEFORE).map((row) => [row.state, row]));
  return rows
    .filter(({ period }) => period === WITHIN)
    .map((row) => {
      const { name, type, machine } = catalog.stateOf(row.state);
      const earlier = before.get(row.state);
      const error = errors.get(row.state);
      return {
        machineArn: catalog.machineOf(machine).arn,
        state: name,
        stateType: type,
        figures: toRates(row),
        before: earlier === undefined ? null : toRates(earlier),
        errors: error === undefined ? [] : [{ error: error.error, count: error.n }],
      };
    });
}

function toRates(row: Rates): VisitRates {
  const { ended, failed, caught, retried, succeeded, covered } = row;
  return {
    ended,
    failed,
    caught,
    retried,
    visitPercentiles: toPercentiles(row),
    histories: { succeeded, succeededRead: covered },
  };
}
