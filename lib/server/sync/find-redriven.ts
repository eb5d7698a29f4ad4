import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';

const DAY_MS = 24 * 60 * 60_000;

/** How long after its end an execution may be redriven (aws-facts §1.2). */
const REDRIVABLE_MS = 14 * DAY_MS;

/** One that started before this is not looked after: it would have to have run for a month and a half. */
const LOOKED_AFTER_MS = 60 * DAY_MS;

/** What an execution must be to be redriven. */
const REDRIVABLE = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const PAGE = 1_000;

/** Executions described in one search; the next one finds the rest. */
const MOST_DESCRIBED = 50;

/**
 * Finds executions of a Standard machine that were redriven and are over again, which no list of new or open ones shows:
 * `ListExecutions` filters by redrive only for map runs (aws-facts §1.2). What the index holds as failed and AWS no longer
 * lists so is asked about; what AWS lists with more redrives is taken in. Answers how many were.
 */
export async function findRedriven(deps: ConnectionDependencies, machineArn: string): Promise<number> {
  let found = 0;
  for (const status of REDRIVABLE) {
    const held = await readHeld(deps, machineArn, status);
    const oldest = held.at(-1);
    if (oldest === undefined) continue;
    const listed = await readListed(deps, machineArn, status, oldest.startedAtMs);
    // The machine is gone; the next discovery finds that.
    if (listed === null) return found;
    const redrives = new Map(held.map((execution) => [execution.arn, execution.redriveCount]));
    found += await takeListed(
      deps,
      listed.filter(({ arn, redriveCount }) => redriveCount > (redrives.get(arn) ?? redriveCount)),
    );
    const still = new Set(listed.map(({ arn }) => arn));
    const changed = held.filter(({ arn }) => !still.has(arn)).slice(0, MOST_DESCRIBED);
    for (const { arn } of changed) found += await takeDescribed(deps, arn);
  }
  return found;
}

/** Executions that the index holds in a status and that may still be redriven, newest start first. */
async function readHeld(
  { index, clock, connection }: ConnectionDependencies,
  machineArn: string,
  status: (typeof REDRIVABLE)[number],
): Promise<readonly StoredExecution[]> {
  const nowMs = awsNow(clock, connection);
  const held: StoredExecution[] = [];
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
    held.push(...page.rows.filter(({ endedAtMs }) => endedAtMs !== null && nowMs - endedAtMs < REDRIVABLE_MS));
    cursor = page.nextCursor;
    if (cursor === null) return held;
  }
}

/** Executions that AWS lists in a status, back to those that started at a time; null where it knows no such machine. */
async function readListed(
  { connection, signal }: ConnectionDependencies,
  machineArn: string,
  status: (typeof REDRIVABLE)[number],
  fromMs: EpochMs,
): Promise<readonly ListedExecution[] | null> {
  let listed: ListedExecution[] = [];
  for (let token: string | null = null; ; ) {
    const page = await connection.stepFunctions.listExecutions(
      { machineArn, status, token, limit: PAGE },
      { priority: 'background', signal },
    );
    if (page.kind === 'gone' || page.kind === 'unavailable') return null;
    if (page.kind === 'token-expired') {
      listed = [];
      token = null;
      continue;
    }
    listed.push(...page.items);
    token = page.nextToken;
    if (token === null || page.items.some(({ startedAtMs }) => startedAtMs < fromMs)) return listed;
  }
}

async function takeDescribed(deps: ConnectionDependencies, arn: string): Promise<number> {
  const options = { priority: 'background', signal: deps.signal } as const;
  const answer = await deps.connection.stepFunctions.describeExecution(arn, options);
  return answer.kind === 'found' ? takeListed(deps, [answer.value]) : 0;
}
