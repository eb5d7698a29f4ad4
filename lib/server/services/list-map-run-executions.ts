import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { ListMapRunExecutionsInput, MapRunExecution, MapRunExecutions } from '@/lib/contract/map-runs';
import type { Problem } from '@/lib/contract/problem';
import { parseArn } from '@/lib/domain/arn';
import { isFailure } from '@/lib/domain/execution-status';
import { AppError } from '@/lib/server/errors';
import type { ListedExecution } from '@/lib/server/ports/aws';
import { wholeCoverage } from './coverage';
import { failureCodeOf, toFailureProblem } from './failure-problems';
import { MAP_RUN_GONE } from './get-map-run';
import type { ChildFailure } from './map-runs';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';

type ListDependencies = Pick<ServiceDependencies, 'mapRuns' | 'clock' | 'switches'>;

/** AWS looks through a list in steps: a page of a rare status may be empty and not be the last (aws-facts §1.2). */
const MOST_PAGES = 5;

/** AWS tells error and cause of one execution at a time, so they are asked for of the first failures of a page only. */
const MOST_DESCRIBED = 10;

/** The executions that a map run started, read from AWS now. */
export async function listMapRunExecutions(
  deps: ListDependencies,
  input: By<ListMapRunExecutionsInput>,
): Promise<MapRunExecutions> {
  requireView(input.caller, deps);
  const read = await readPage(deps, input);
  if (read === null) {
    const coverage = { kind: 'none', reasons: [{ code: 'gone', message: MAP_RUN_GONE }], share: null } as const;
    return { items: [], nextCursor: null, coverage, problems: [] };
  }
  const { failures, problems } = await readFailures(deps, read.items);
  const items = read.items.map((child) => toMapRunExecution(child, failures.get(child)));
  return { items, nextCursor: read.nextToken, coverage: wholeCoverage(), problems };
}

/** The next page with something in it, if it is not far away. */
async function readPage({ mapRuns }: ListDependencies, { arn, status, limit, cursor }: ListMapRunExecutionsInput) {
  let token = cursor ?? null;
  for (let pages = 1; ; pages += 1) {
    const page = await mapRuns.executions({ mapRunArn: arn, status, limit, token });
    if (page === null || page.items.length > 0 || page.nextToken === null || pages === MOST_PAGES) return page;
    token = page.nextToken;
  }
}

type ReadFailures = {
  readonly failures: ReadonlyMap<ListedExecution, ChildFailure>;
  readonly problems: readonly Problem[];
};

/** What could be read of them; what went wrong is told once and keeps the list from nobody. */
async function readFailures(
  { mapRuns, clock }: ListDependencies,
  children: readonly ListedExecution[],
): Promise<ReadFailures> {
  const failures = new Map<ListedExecution, ChildFailure>();
  const problems = new Map<string, Problem>();
  const read = async (child: ListedExecution): Promise<void> => {
    try {
      const failure = await mapRuns.failureOf(child);
      if (failure !== null) failures.set(child, failure);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      const { code, message: nextStep } = thrown;
      const sinceMs = epochMs(clock.nowMs());
      problems.set(code, toFailureProblem({ code: failureCodeOf(code), nextStep, sinceMs }));
    }
  };
  await Promise.all(
    children
      .filter(({ status }) => isFailure(status))
      .slice(0, MOST_DESCRIBED)
      .map(read),
  );
  return { failures, problems: [...problems.values()] };
}

function toMapRunExecution(child: ListedExecution, failure: ChildFailure | undefined): MapRunExecution {
  const { startedAtMs, endedAtMs } = child;
  return {
    executionArn: child.arn,
    name: child.name,
    type: isExpress(child.arn) ? 'EXPRESS' : 'STANDARD',
    status: child.status,
    startDate: toDate(startedAtMs),
    stopDate: toDateOrNull(endedAtMs),
    durationMs: endedAtMs === null ? null : Math.max(0, endedAtMs - startedAtMs),
    redriveCount: child.redriveCount,
    isErrorRead: failure !== undefined,
    error: failure?.error ?? null,
    cause: failure?.cause ?? null,
  };
}

function isExpress(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed.kind === 'ok' && parsed.arn.kind === 'express';
}
