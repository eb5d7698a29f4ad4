import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { IndexedMachine, StartedExecution } from '@/lib/server/ports/index-store';
import type { ConnectionDependencies } from './sync-dependencies';

/** What the lane needs of the sync it belongs to. */
export type RevisionLaneHost = {
  /** The machines that may be read now. */
  readonly machines: () => readonly IndexedMachine[];
  readonly fail: (thrown: unknown) => void;
};

/** How often a machine is searched: an update is seen with the first execution that is asked about after it. */
const SEARCH_EVERY_MS = 5 * 60_000;

const LOOK_WHEN_DRY_MS = 15_000;

/** Lists and descriptions agree some time after the start (aws-facts §1.3); this is ample. */
const NEW_MS = 60 * 60_000;

/** Where the search of a machine stands. */
type Search = {
  dueMs: EpochMs;
  /** What started from here on was asked about in this search. */
  beforeMs: EpochMs;
  /** What started until then AWS has forgotten, or does not tell of: it is not asked about again. */
  forgottenMs: EpochMs;
};

const ANY_TIME = epochMs(Number.MAX_SAFE_INTEGER);

/**
 * Finds with which revisions of their definition the executions of Standard machines ran; AWS tells of no Express execution.
 * `DescribeStateMachineForExecution` tells of one execution its revision and when that was written, and so of all that
 * started between the two: the last one is asked about, then the last one of those that are not told by that, and so on
 * back. That is about one call for each revision and each version, of a budget that clicks need, too (one call a second,
 * aws-facts §1.3): one is made at a time. Runs until the signal is aborted, and never rejects.
 */
export async function readRevisions(deps: ConnectionDependencies, host: RevisionLaneHost): Promise<void> {
  const { clock, signal } = deps;
  const searches = new Map<string, Search>();
  while (!signal.aborted) {
    const hasAsked = await askOfEach(deps, host, searches);
    if (!hasAsked) await clock.sleep(LOOK_WHEN_DRY_MS, signal);
  }
}

/** A machine without a revision was never updated: there is nothing to tell apart (aws-facts §1.1). */
function wasUpdated({ type, revisionId }: IndexedMachine): boolean {
  return type === 'STANDARD' && revisionId !== null;
}

/** One call for each machine of which something is not known; answers whether there was any. */
async function askOfEach(
  deps: ConnectionDependencies,
  host: RevisionLaneHost,
  searches: Map<string, Search>,
): Promise<boolean> {
  let hasAsked = false;
  for (const { arn } of host.machines().filter(wasUpdated)) {
    if (deps.signal.aborted) break;
    const search = searches.get(arn) ?? { dueMs: epochMs(0), beforeMs: ANY_TIME, forgottenMs: epochMs(0) };
    searches.set(arn, search);
    const nowMs = deps.clock.nowMs();
    if (nowMs < search.dueMs) continue;
    const nextMs = epochMs(nowMs + SEARCH_EVERY_MS);
    try {
      const isOver = !(await askNext(deps, arn, search));
      if (isOver) [search.beforeMs, search.dueMs] = [ANY_TIME, nextMs];
      else hasAsked = true;
    } catch (thrown) {
      host.fail(thrown);
      search.dueMs = nextMs;
    }
  }
  return hasAsked;
}

/** Asks about the last execution that is left; false where none is. */
async function askNext(deps: ConnectionDependencies, machineArn: string, search: Search): Promise<boolean> {
  const { beforeMs, forgottenMs: afterMs } = search;
  const start = await deps.index.lastOfUnknownRevision({ machineArn, afterMs, beforeMs });
  if (start === null) return false;
  const answer = await ask(deps, machineArn, start);
  search.beforeMs = start.startedAtMs;
  // It forgets the oldest first: what started before is gone, too. A new one may only not be there yet.
  const isNew = deps.clock.nowMs() - start.startedAtMs < NEW_MS;
  if (answer === 'untold' || (answer === 'gone' && !isNew)) search.forgottenMs = start.startedAtMs;
  return true;
}

/** Takes in with which revision the execution ran; `untold` where AWS does not say when that was written. */
async function ask(
  deps: ConnectionDependencies,
  machineArn: string,
  start: StartedExecution,
): Promise<'told' | 'untold' | 'gone'> {
  const { connection, apply, signal } = deps;
  const answer = await connection.stepFunctions.describeRevisionOfExecution(start.arn, {
    priority: 'background',
    signal,
  });
  if (answer.kind === 'gone') return 'gone';
  const { revisionId, updatedAtMs } = answer.value;
  if (updatedAtMs === null) return 'untold';
  const { version, startedAtMs } = start;
  const nothing = { machines: [], executions: [], histories: [], watermarks: [] };
  const revisions = [{ machineArn, version, revisionId, updatedAtMs, startedAtMs }];
  await apply({ connection: connection.name, ...nothing, revisions });
  return 'told';
}
