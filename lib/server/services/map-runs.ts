import 'server-only';
import { AppError } from '@/lib/server/errors';
import type {
  AwsConnections,
  Connection,
  ExecutionDescription,
  ListedExecution,
  MapRunDescription,
  MapRunExecutionsQuery,
  Page,
} from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import { createRecentAnswers } from './recent-answers';

/** Why an execution of a map run failed; both null where AWS tells neither. */
export type ChildFailure = Pick<ExecutionDescription, 'error' | 'cause'>;

/** Map runs and their executions, read from AWS when somebody looks, and no oftener than they can have changed. */
export interface MapRuns {
  /** Null where AWS does not have it, or no longer. */
  describe(mapRunArn: string): Promise<MapRunDescription | null>;
  /**
   * A page of its executions; null where AWS does not have it, or no longer.
   *
   * @throws {AppError} `invalid-request` where the token is none, or expired.
   */
  executions(query: MapRunExecutionsQuery): Promise<Page<ListedExecution> | null>;
  /** Error and cause of one that has failed; null where AWS no longer has it. */
  failureOf(child: ListedExecution): Promise<ChildFailure | null>;
}

const CLICK = { priority: 'click' } as const;

/** Counts of a run that goes on are wanted fresh; AWS allows one call a second for all of them (aws-facts §1.3). */
const RUNNING_MS = 5_000;

/** One that has ended changes only when its execution is redriven, which nothing announces. */
const ENDED_MS = 30_000;

/** What an execution ended with stays as it is: the key names the redrive it belongs to. */
const FAILURE_MS = 24 * 60 * 60_000;

export function createMapRuns(connections: AwsConnections, clock: Clock): MapRuns {
  const runs = createRecentAnswers<MapRunDescription | null>(clock, (run) =>
    run === null || run.endedAtMs === null ? RUNNING_MS : ENDED_MS,
  );
  const pages = createRecentAnswers<Page<ListedExecution> | null>(clock, () => RUNNING_MS);
  const failures = createRecentAnswers<ChildFailure | null>(clock, () => FAILURE_MS);

  async function connectionOf(arn: string): Promise<Connection> {
    const match = await connections.findFor(arn, CLICK);
    if (match.kind === 'connection') return match.connection;
    throw new AppError('not-found', 'This map run belongs to an account or a region that this server does not read.');
  }

  async function readRun(mapRunArn: string): Promise<MapRunDescription | null> {
    const { stepFunctions } = await connectionOf(mapRunArn);
    const answer = await stepFunctions.describeMapRun(mapRunArn, CLICK);
    return answer.kind === 'found' ? answer.value : null;
  }

  async function readPage(query: MapRunExecutionsQuery): Promise<Page<ListedExecution> | null> {
    const { stepFunctions } = await connectionOf(query.mapRunArn);
    const answer = await stepFunctions.listMapRunExecutions(query, CLICK);
    if (answer.kind === 'page') return answer;
    if (answer.kind === 'gone') return null;
    throw new AppError('invalid-request', 'AWS no longer accepts this cursor. Ask for the first page again.');
  }

  async function readFailure({ arn }: ListedExecution): Promise<ChildFailure | null> {
    const { stepFunctions } = await connectionOf(arn);
    const answer = await stepFunctions.describeExecution(arn, CLICK);
    return answer.kind === 'found' ? { error: answer.value.error, cause: answer.value.cause } : null;
  }

  return {
    describe: (mapRunArn) => runs.get(mapRunArn, () => readRun(mapRunArn)),
    executions: (query) => {
      const { mapRunArn, status, token, limit } = query;
      return pages.get(JSON.stringify([mapRunArn, status ?? null, token, limit]), () => readPage(query));
    },
    // An Express child that is redriven starts again under the same ARN (aws-facts §2.6).
    failureOf: (child) =>
      failures.get(JSON.stringify([child.arn, child.redriveCount, child.startedAtMs, child.endedAtMs]), () =>
        readFailure(child),
      ),
  };
}
