import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { ASKED_AT_ONCE, askAgain } from './ask-again';
import { awsNow } from './aws-clock';
import type { WalkStep } from './open-executions';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';

const DAY_MS = 24 * 60 * 60_000;

/** How long after its end an execution may be redriven (aws-facts §1.1). */
const REDRIVABLE_MS = 14 * DAY_MS;

/** One that started before this is not looked after: it would have to have run for a month and a half. */
const LOOKED_AFTER_MS = 60 * DAY_MS;

/** What an execution must be to be redriven. */
const REDRIVABLE = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
type RedrivableStatus = (typeof REDRIVABLE)[number];

const PAGE = 1_000;

/** What the index holds of an execution that failed. */
type Held = Pick<StoredExecution, 'startedAtMs' | 'redriveCount'>;

/** One walk through what AWS lists in one status. */
type Walk = {
  /** Those that the index holds in the status and that AWS has not told of yet, by ARN. */
  readonly held: Map<string, Held>;
  readonly oldestMs: EpochMs;
  token: string | null;
  /** The list has been read as far as it says anything; those that it did not tell of are being asked about. */
  isListed: boolean;
};

/**
 * Finds executions of a Standard machine that were redriven and are over again, which no list of new or open ones shows:
 * `ListExecutions` filters by redrive only for map runs (aws-facts §1.1). What the index holds as failed and AWS no longer
 * lists so is asked about; what AWS lists with more redrives is taken in. As with open executions, it goes step by step.
 */
export class RedrivenSearch {
  readonly #machineArn: string;
  readonly #forgotten: Set<string>;
  readonly #statuses: RedrivableStatus[] = [...REDRIVABLE];
  #walk: Walk | null = null;

  /** @param forgotten executions that AWS was found to know no longer; the search adds to them */
  constructor(machineArn: string, forgotten: Set<string>) {
    this.#machineArn = machineArn;
    this.#forgotten = forgotten;
  }

  /** One step further, where the index holds anything that may have been redriven. */
  async goOn(deps: ConnectionDependencies): Promise<WalkStep> {
    for (let status = this.#statuses[0]; status !== undefined; status = this.#statuses[0]) {
      this.#walk ??= await beginWalk(deps, this.#machineArn, status, this.#forgotten);
      if (this.#walk !== null) {
        const news = await this.#step(deps, this.#walk, status);
        return { news, isOver: this.#statuses.length === 0 };
      }
      this.#statuses.shift();
    }
    return { news: 0, isOver: true };
  }

  async #step(deps: ConnectionDependencies, walk: Walk, status: RedrivableStatus): Promise<number> {
    const news = walk.isListed ? 0 : await this.#readPage(deps, walk, status);
    if (!walk.isListed) return news;
    return news + (await this.#takeChanged(deps, walk));
  }

  async #readPage(deps: ConnectionDependencies, walk: Walk, status: RedrivableStatus): Promise<number> {
    const { connection, signal } = deps;
    const page = await connection.stepFunctions.listExecutions(
      { machineArn: this.#machineArn, status, token: walk.token, limit: PAGE },
      { priority: 'background', signal },
    );
    if (page.kind === 'token-expired') {
      this.#walk = null;
      return 0;
    }
    if (page.kind !== 'page') {
      // The machine is gone; the next discovery finds that.
      this.#statuses.length = 0;
      return 0;
    }
    const { held } = walk;
    const redriven = page.items.filter(
      ({ arn, redriveCount }) => redriveCount > (held.get(arn)?.redriveCount ?? redriveCount),
    );
    const news = await takeListed(deps, redriven);
    for (const { arn } of page.items) held.delete(arn);
    walk.token = page.nextToken;
    const isPast = page.items.some(({ startedAtMs }) => startedAtMs < walk.oldestMs);
    walk.isListed = held.size === 0 || page.nextToken === null || isPast;
    return news;
  }

  /** Some of those that AWS no longer lists in the status. */
  async #takeChanged(deps: ConnectionDependencies, { held }: Walk): Promise<number> {
    let news = 0;
    for (const arn of [...held.keys()].slice(0, ASKED_AT_ONCE)) {
      const asked = await askAgain(deps, arn);
      if (asked.kind === 'found') news += asked.news;
      // Nor would the others be told: all are asked about in the next search.
      if (asked.kind === 'untold' && asked.code === 'access-denied') held.clear();
      if (asked.kind === 'gone') this.#forgotten.add(arn);
      held.delete(arn);
      if (held.size === 0) break;
    }
    if (held.size === 0) {
      this.#walk = null;
      this.#statuses.shift();
    }
    return news;
  }
}

/** Null where the index holds nothing in the status. */
async function beginWalk(
  deps: ConnectionDependencies,
  machineArn: string,
  status: RedrivableStatus,
  forgotten: ReadonlySet<string>,
): Promise<Walk | null> {
  const held = await readHeld(deps, machineArn, status);
  for (const arn of forgotten) held.delete(arn);
  if (held.size === 0) return null;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const { startedAtMs } of held.values()) oldestMs = Math.min(oldestMs, startedAtMs);
  return { held, oldestMs: epochMs(oldestMs), token: null, isListed: false };
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
