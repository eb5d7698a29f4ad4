import 'server-only';
import type { Executions, ListExecutionsInput } from '@/lib/contract/executions';
import { AppError } from '@/lib/server/errors';
import type { ExecutionQuery } from '@/lib/server/ports/index-store';
import { awsNowOf } from './aws-now';
import { coverageOfList, coverageOfStopped, withoutRevision, withoutUnjudged } from './coverage';
import { readScope, type Scope } from './scope';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { toExecution } from './to-execution';

/** One page of executions that started or stopped in a window, and how many there are of each status. */
export async function listExecutions(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<ListExecutionsInput>,
): Promise<Executions> {
  requireView(input.caller, deps);
  if (input.seen !== undefined && input.state === undefined) {
    throw new AppError('invalid-request', '`seen` says what the visits of a state were: name the state, too.');
  }
  if (input.seen !== undefined && input.time === 'stopped') {
    throw new AppError('invalid-request', '`seen` makes the window that of the visits: leave `time` out.');
  }
  const window = resolveWindow(input, awsNowOf(deps));
  const scope = narrow(await readScope(deps, input.connection), input.machine);
  const isNarrow = input.connection !== undefined || input.machine !== undefined;
  // Before the list: what is told between the two takes nothing away from it.
  const isRevisionKnown = input.revision === undefined || (await deps.index.knowsRevision(input.revision));
  const page = await deps.index.listExecutions({
    ...toFilter(input),
    ...(isNarrow && { machineArns: scope.machines.map(({ arn }) => arn) }),
    ...window,
    sort: input.sort ?? input.time,
    limit: input.limit,
  });
  const coverageOf = input.time === 'stopped' ? coverageOfStopped : coverageOfList;
  const coverage = withoutUnjudged(coverageOf(scope.reports, scope.states, scope.machines, window), page.unjudged);
  return {
    items: page.rows.map(toExecution),
    nextCursor: page.nextCursor,
    coverage: isRevisionKnown ? coverage : withoutRevision(coverage),
    window: toWindowAnswer(window),
    counts: page.counts,
  };
}

/** Down to some machines and to the connections that read them; one that the index does not know may be of any. */
function narrow(scope: Scope, arns: readonly string[] | undefined): Scope {
  if (arns === undefined) return scope;
  const machines = scope.machines.filter(({ arn }) => arns.includes(arn));
  if (machines.length < arns.length) return { ...scope, machines };
  const names = new Set(machines.map(({ connection }) => connection));
  return {
    machines,
    states: scope.states.filter(({ name }) => names.has(name)),
    reports: scope.reports.filter(({ connection }) => names.has(connection)),
  };
}

function toFilter({
  time,
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
  version,
  alias,
  revision,
  payload,
}: ListExecutionsInput): Omit<ExecutionQuery, 'fromMs' | 'toMs' | 'sort' | 'limit'> {
  return {
    time,
    ...(status === undefined ? {} : { statuses: status }),
    ...(error === undefined ? {} : { error }),
    ...(state === undefined ? {} : seen === undefined ? { state } : { visit: { state, kind: seen } }),
    ...(q === undefined ? {} : { text: q }),
    ...(minDurationMs === undefined ? {} : { minDurationMs }),
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
    ...(minRetries === undefined ? {} : { minRetries }),
    ...(redriven === undefined ? {} : { isRedriven: redriven === 'true' }),
    ...(version === undefined ? {} : { version }),
    ...(alias === undefined ? {} : { alias }),
    ...(revision === undefined ? {} : { revision }),
    ...(payload === undefined ? {} : { payload }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
