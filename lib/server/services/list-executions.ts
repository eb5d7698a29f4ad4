import 'server-only';
import type { Executions, ListExecutionsInput } from '@/lib/contract/executions';
import { AppError } from '@/lib/server/errors';
import type { ExecutionQuery } from '@/lib/server/ports/index-store';
import { coverageOfList, withoutUnjudged } from './coverage';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { toExecution } from './to-execution';

/** One page of executions that started in a window, and how many there are of each status. */
export async function listExecutions(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<ListExecutionsInput>,
): Promise<Executions> {
  requireView(input.caller, deps);
  if (input.seen !== undefined && input.state === undefined) {
    throw new AppError('invalid-request', '`seen` says what the visits of a state were: name the state, too.');
  }
  const window = resolveWindow(input, deps.clock.nowMs());
  const page = await deps.index.listExecutions({ ...toFilter(input), ...window, sort: input.sort, limit: input.limit });
  const machines = await deps.index.listMachines();
  const asked = machines.filter(({ arn }) => input.machine === undefined || input.machine.includes(arn));
  const states = deps.connections.list().map((connection) => connection.state());
  return {
    items: page.rows.map(toExecution),
    nextCursor: page.nextCursor,
    coverage: withoutUnjudged(coverageOfList(deps.sync.report(), states, asked, window.fromMs), page.unjudged),
    window: toWindowAnswer(window),
    counts: page.counts,
  };
}

function toFilter({
  machine,
  status,
  error,
  state,
  seen,
  q,
  cursor,
  minDurationMs,
  maxDurationMs,
  minRetries,
  redriven,
}: ListExecutionsInput): Omit<ExecutionQuery, 'fromMs' | 'toMs' | 'sort' | 'limit'> {
  return {
    ...(machine === undefined ? {} : { machineArns: machine }),
    ...(status === undefined ? {} : { statuses: status }),
    ...(error === undefined ? {} : { error }),
    ...(state === undefined ? {} : seen === undefined ? { state } : { visit: { state, kind: seen } }),
    ...(q === undefined ? {} : { text: q }),
    ...(minDurationMs === undefined ? {} : { minDurationMs }),
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
    ...(minRetries === undefined ? {} : { minRetries }),
    ...(redriven === undefined ? {} : { isRedriven: redriven === 'true' }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
