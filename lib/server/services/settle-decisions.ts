import 'server-only';
import { isJsonObject, parseJson, textOf } from '@/lib/base/json';
import type { Conclusion, Decision } from '@/lib/domain/decision';
import type { ApprovalDependencies } from './approval-dependencies';
import { type LoadedWait, readWaitEnd } from './load-wait';
import { whyOver } from './wait-words';

type SettleDependencies = Omit<ApprovalDependencies, 'onUnsettled'>;

/** Finds out what came of decisions whose answer was lost, by reading and never by sending again (security L3). */
export type DecisionSettler = {
  /** Begins, or goes on at once where it was pausing. */
  readonly wake: () => void;
  /** Asks nothing more; resolves once what was found out is written down. */
  readonly stop: () => Promise<void>;
};

/** An answer shows in the history about 0.1 s after AWS took it (aws-facts §3). */
const PAUSE_MS = 2_000;

/**
 * Until then a call may still be on its way: a request is given up after 10 s and every call after 30. What the history
 * does not show later than that has never arrived.
 */
const UNDER_WAY_MS = 45_000;

export function createDecisionSettler(deps: SettleDependencies): DecisionSettler {
  const stopping = new AbortController();
  let isRunning = false;
  let lastRun = Promise.resolve();

  async function run(): Promise<void> {
    try {
      while (deps.audit.unsettled().length > 0 && !stopping.signal.aborted) await settleAll();
    } catch (error) {
      deps.log.error({ err: error }, 'settling decisions ended');
    } finally {
      isRunning = false;
    }
  }

  async function settleAll(): Promise<void> {
    for (const decision of deps.audit.unsettled()) {
      if (stopping.signal.aborted) return;
      await settle(decision);
    }
    if (deps.audit.unsettled().length > 0) await deps.clock.sleep(PAUSE_MS, stopping.signal);
  }

  async function settle(decision: Decision): Promise<void> {
    try {
      const conclusion = await settleDecision(deps, decision);
      if (conclusion !== null) await deps.audit.conclude(decision.id, conclusion);
    } catch (error) {
      // AWS cannot be read now: it stays unknown, and is asked again.
      deps.log.warn({ err: error, decision: decision.id }, 'what came of a decision could not be read');
    }
  }

  return {
    wake: () => {
      if (isRunning) return;
      isRunning = true;
      lastRun = run();
    },
    stop: async () => {
      stopping.abort();
      await lastRun;
    },
  };
}

/** What the history tells of a decision by now; null while it may still change. */
async function settleDecision(deps: SettleDependencies, decision: Decision): Promise<Conclusion | null> {
  const loaded = await readWaitEnd(deps, decision.task);
  const atMs = deps.clock.nowMs();
  if (loaded === null) return null;
  const { end, execution } = loaded;
  if (end.kind === 'waiting') {
    if (atMs - decision.atMs < UNDER_WAY_MS) return null;
    const note = 'It never reached AWS: the history still shows the task as waiting. It can be decided again.';
    return { outcome: 'not-taken', atMs, note, awsRequestId: null };
  }
  const isOurs = await wasOurs(deps, decision, loaded);
  if (isOurs === null) return null;
  const note = isOurs ? 'Seen in the history of the execution.' : whyOver(end, execution.status);
  return { outcome: isOurs ? 'accepted' : 'superseded', atMs, note, awsRequestId: null };
}

/** Whether the answer in the history is the one that was sent; null where AWS does not show what was answered. */
async function wasOurs(
  deps: SettleDependencies,
  { answer }: Decision,
  { end, execution }: LoadedWait,
): Promise<boolean | null> {
  if (answer.kind === 'reject')
    return end.kind === 'failed' && end.error === answer.error && end.cause === answer.cause;
  if (end.kind !== 'succeeded') return false;
  const background = { priority: 'background' } as const;
  const match = await deps.connections.findFor(execution.arn, background);
  if (match.kind !== 'connection') return null;
  const query = { executionArn: execution.arn, eventId: end.eventId };
  const payload = await match.connection.stepFunctions.getEventPayload(query, background);
  const output = payload.kind === 'found' ? textOf(payload.value.details, 'output') : undefined;
  return output === undefined ? null : isSameJson(parseJson(output), parseJson(answer.output));
}

/** AWS writes JSON with spaces of its own, so it is compared by what it says. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => isSameJson(item, b[at]));
  if (!isJsonObject(a) || !isJsonObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  );
}
