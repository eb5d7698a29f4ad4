import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import type { WalkStep } from './open-executions';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';

const DAY_MS = 24 * 60 * 60_000;

/** How long after its end an execution may be redriven (aws-facts §1.2). */
const REDRIVABLE_MS = 14 * DAY_MS;

/** One that started before this is not looked after: it would have to have run for a month and a half. */
const LOOKED_AFTER_MS = 60 * DAY_MS;

/** What an execution must be to be redriven. */
const REDRIVABLE = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
type RedrivableStatus = (typeof REDRIVABLE)[number];

const PAGE = 1_000;

/** Executions described after one walk; the next one finds the rest. */
const MOST_DESCRIBED = 50;

/** What the index holds of an execution that failed. */
type Held = Pick<StoredExecution, 'startedAtMs' | 'redriveCount'>;

/** One walk through what AWS lists in one status. */
type Walk = {
  /** Those that the index holds in the status and that AWS has not told of yet, by ARN. */
  readonly held: Map<string, Held>;
  readonly oldestMs: EpochMs;
  token: string | null;
};

/**
 * Finds executions of a Standard machine that were redriven and are over again, which no list of new or open ones shows:
 * `ListExecutions` filters by redrive only for map runs (aws-facts §1.2). What the index holds as failed and AWS no longer
 * lists so is asked about; what AWS lists with more redrives is taken in. As with open executions, it goes on page by page.
 */
export class RedrivenSearch {
  readonly #machineArn: string;
  readonly #statuses: RedrivableStatus[] = [...REDRIVABLE];
  #walk: Walk | null = null;

  constructor(machineArn: string) {
    this.#machineArn = machineArn;
  }

  /** One page further, where the index holds anything that may have been redriven. */
  async goOn(deps: ConnectionDependencies): Promise<WalkStep> {
    for (let status = this.#statuses[0]; status !== undefined; status = this.#statuses[0]) {
      this.#walk ??= await beginWalk(deps, this.#machineArn, status);
      const step = this.#walk === null ? null : await this.#readPage(deps, this.#walk, status);
      if (step !== null && !step.isOver) return step;
      this.#walk = null;
      this.#statuses.shift();
      if (step !== null) return { news: step.news, isOver: this.#statuses.length === 0 };
    }
    return { news: 0, isOver: true };
  }

  /** The step is over with the last page of a status. */
  async #readPage(deps: ConnectionDependencies, walk: Walk, status: RedrivableStatus): Promise<WalkStep> {
    const { connection, signal } = deps;
    const page = await connection.stepFunctions.listExecutions(
      { machineArn: this.#machineArn, status, token: walk.token, limit: PAGE },
      { priority: 'background', signal },
    );
    if (page.kind === 'token-expired') {
      this.#walk = null;
      return { news: 0, isOver: false };
    }
    // The machine is gone; the next discovery finds that.
    if (page.kind !== 'page') return { news: 0, isOver: true };
    const { held } = walk;
    const redriven = page.items.filter(
      ({ arn, redriveCount }) => redriveCount > (held.get(arn)?.redriveCount ?? redriveCount),
    );
    for (const { arn } of page.items) held.delete(arn);
    let news = await takeListed(deps, redriven);
    walk.token = page.nextToken;
    if (page.nextToken !== null && !page.items.some(({ startedAtMs }) => startedAtMs < walk.oldestMs))
      return { news, isOver: false };
    for (const arn of [...held.keys()].slice(0, MOST_DESCRIBED)) news += await takeDescribed(deps, arn);
    return { news, isOver: true };
  }
}

/** Null where the index holds nothing in the status. */
async function beginWalk(
  deps: ConnectionDependencies,
  machineArn: string,
  status: RedrivableStatus,
): Promise<Walk | null> {
  const held = await readHeld(deps, machineArn, status);
  if (held.size === 0) return null;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const { startedAtMs } of held.values()) oldestMs = Math.min(oldestMs, startedAtMs);
  return { held, oldestMs: epochMs(oldestMs), token: null };
}

/** Executions that the index holds in a status and that may still be redriven. */
async function readHeld(
  { index, clock, connection }: ConnectionDependencies,
  machineArn: string,
  status: RedrivableStatus,
): Promise<Map<string, Held>> {
  const nowMs = awsNow(clock, connection);
  const held = new Map<string, Held>();
  for (let cursor: string | null = null; ; ) {
    const page = await index.listExecutions({
      machineArns: [machineArn],
      statuses: [status],
      fromMs: epochMs(Math.max(0, nowMs - LOOKED_AFTER_MS)),
      toMs: nowMs,
      sort: 'started',
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    });
    for (const { arn, startedAtMs, redriveCount, endedAtMs } of page.rows)
      if (endedAtMs !== null && nowMs - endedAtMs < REDRIVABLE_MS) held.set(arn, { startedAtMs, redriveCount });
    cursor = page.nextCursor;
    if (cursor === null) return held;
  }
}

async function takeDescribed(deps: ConnectionDependencies, arn: string): Promise<number> {
  const options = { priority: 'background', signal: deps.signal } as const;
  const answer = await deps.connection.stepFunctions.describeExecution(arn, options);
  return answer.kind === 'found' ? takeListed(deps, [answer.value]) : 0;
}
