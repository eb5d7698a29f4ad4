import 'server-only';
import type { Approval, Approvals, ListApprovalsInput } from '@/lib/contract/approvals';
import { holdsTask } from '@/lib/domain/decision';
import { endOfWait } from '@/lib/domain/wait-answer';
import type { EndedWait, StoredWait } from '@/lib/server/ports/index-store';
import type { ApprovalDependencies } from './approval-dependencies';
import { coverageOfWaits } from './coverage';
import { loadCourse } from './load-execution';
import { nowAt } from './load-wait';
import { readScope } from './scope';
import { type By, requireView } from './service-dependencies';
import { toDate } from './time-window';
import { toApproval, toEnd } from './to-approval';

/** Everything that waits for an answer, or what became of it. The figures of what waits come with every view. */
export async function listApprovals(
  deps: ApprovalDependencies,
  { view, limit, connection, caller }: By<ListApprovalsInput>,
): Promise<Approvals> {
  requireView(caller, deps);
  const [waits, scope] = await Promise.all([deps.index.listWaits(), readScope(deps, connection)]);
  const names = new Map(scope.machines.map(({ arn, name }) => [arn, name]));
  const isAsked = (wait: StoredWait) => connection === undefined || wait.connection === connection;
  const waiting = waits
    .filter(isAsked)
    .map((wait) => toWaiting(deps, wait, names))
    .filter(isOpen)
    .toSorted(bySoonest);
  const items = view === 'waiting' ? waiting : await listOver(deps, { view, limit, isAsked }, names);
  const [soonest] = waiting;
  return {
    items: items.slice(0, limit),
    nextCursor: null,
    hasMore: items.length > limit,
    coverage: coverageOfWaits(scope.reports, scope.states),
    waiting: waiting.length,
    soonestRemainingMs: soonest?.remainingMs ?? null,
    canDecide: deps.switches.decide,
    serverDate: toDate(deps.clock.nowMs()),
  };
}

type Names = ReadonlyMap<string, string>;

function toWaiting(deps: ApprovalDependencies, wait: StoredWait, names: Names): Approval {
  return toApproval(wait, {
    stateMachineName: names.get(wait.machineArn) ?? '',
    nowMs: nowAt(deps, wait.connection),
    end: null,
    decision: deps.audit.latestOf(wait),
  });
}

/** An answer that AWS has taken ends a wait at once, before the history that is held shows it. */
function isOpen({ decision }: Approval): boolean {
  return decision?.outcome !== 'accepted';
}

/** Soonest first; those without a deadline come last, the oldest first. */
function bySoonest(a: Approval, b: Approval): number {
  const [leftA, leftB] = [a.remainingMs, b.remainingMs];
  if (leftA !== leftB) {
    if (leftA === null) return 1;
    return leftB === null ? -1 : leftA - leftB;
  }
  return a.since.localeCompare(b.since) || a.eventId - b.eventId || a.executionArn.localeCompare(b.executionArn);
}

/** Ended waits that are looked through for one view; those of the other view stand among them. */
const LOOKED_THROUGH = 4;

type Asked = {
  readonly view: 'decided' | 'expired';
  readonly limit: number;
  readonly isAsked: (wait: StoredWait) => boolean;
};

async function listOver(
  deps: ApprovalDependencies,
  { view, limit, isAsked }: Asked,
  names: Names,
): Promise<readonly Approval[]> {
  const ended = await deps.index.listEndedWaits(limit * LOOKED_THROUGH);
  const found: Approval[] = [];
  for (const wait of ended.filter(isAsked)) {
    const approval = await toOver(deps, wait, names);
    const isDecided = approval.end?.kind === 'approved' || approval.end?.kind === 'rejected';
    if (isDecided === (view === 'decided')) found.push(approval);
    if (found.length > limit) break;
  }
  return found;
}

async function toOver(deps: ApprovalDependencies, wait: EndedWait, names: Names): Promise<Approval> {
  const { endedAtMs } = wait;
  const decision = deps.audit.latestOf(wait);
  return toApproval(wait, {
    stateMachineName: names.get(wait.machineArn) ?? '',
    nowMs: nowAt(deps, wait.connection),
    end:
      wait.outcome === 'succeeded'
        ? toEnd({ kind: 'succeeded', eventId: wait.eventId, atMs: endedAtMs }, endedAtMs)
        : toEnd(await readEnd(deps, wait), endedAtMs),
    decision: decision !== null && holdsTask(decision) ? decision : null,
  });
}

/** A failure may be a rejection or a time-out, which only the events tell apart. */
async function readEnd(deps: ApprovalDependencies, { executionArn, eventId }: EndedWait) {
  const execution = await deps.index.getExecution(executionArn);
  if (execution === null) return { kind: 'unknown' } as const;
  const { events } = await loadCourse(deps, execution);
  return endOfWait(events, eventId, false);
}
