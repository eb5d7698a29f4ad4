import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { ApprovalAnswer, GetApprovalInput } from '@/lib/contract/approvals';
import { type AfterFailure, afterFailure, HEARTBEAT_NAMES, TIMEOUT_NAMES } from '@/lib/domain/definition/after-failure';
import type { Definition } from '@/lib/domain/definition/definition';
import { catchEntriesOf, retryEntriesOf } from '@/lib/domain/definition/failure-entries';
import { timeLimitOf } from '@/lib/domain/definition/time-limits';
import type { Visit } from '@/lib/domain/timeline/timeline';
import type { ApprovalDependencies } from './approval-dependencies';
import { loadExecution } from './load-execution';
import { type LoadedWait, loadWait, nowAt } from './load-wait';
import { type By, requireView } from './service-dependencies';
import { toDate, toDateOrNull } from './time-window';
import { isActivity, toAfterFailure, toApproval, toEnd } from './to-approval';
import { whyOver } from './wait-words';

/** One wait: how it stands, what happens if nobody answers, and whether it can be answered here. */
export async function getApproval(
  deps: ApprovalDependencies,
  { arn, eventId, caller }: By<GetApprovalInput>,
): Promise<ApprovalAnswer> {
  requireView(caller, deps);
  const { execution, problems } = await loadExecution(deps, arn);
  const loaded = await loadWait(deps, execution, eventId);
  const [machines, answerable, definition] = await Promise.all([
    deps.index.listMachines(),
    findAnswerable(deps, loaded),
    deps.taskFacts.definitionOf(arn),
  ]);
  const nowMs = nowAt(deps, execution.connection);
  const decision = deps.audit.latestOf({ executionArn: arn, eventId });
  const { visits } = loaded.course.timeline;
  const isUndecided = decision === null || (decision.conclusion !== null && decision.conclusion.outcome !== 'unknown');
  return {
    approval: toApproval(loaded.wait, {
      stateMachineName: machines.find((machine) => machine.arn === execution.machineArn)?.name ?? '',
      nowMs,
      end: toEnd(loaded.end, loaded.attempt.endedAtMs ?? loaded.visit.endedAtMs),
      decision,
    }),
    executionStatus: execution.status,
    service: loaded.service,
    iterations: aroundOf(visits, loaded.visit).flatMap(({ iteration }) => (iteration === null ? [] : [iteration])),
    ifUnanswered: ifUnanswered(loaded, definition),
    ifRejected: ifRejected(loaded, definition),
    answerable,
    isSettled: loaded.end.kind !== 'waiting' && isUndecided,
    serverDate: toDate(nowMs),
    problems,
  };
}

/** Asks AWS only where nothing else keeps it from being answered. */
async function findAnswerable(
  deps: ApprovalDependencies,
  { wait, end, execution, course }: LoadedWait,
): Promise<ApprovalAnswer['answerable']> {
  const { executionArn, eventId, state } = wait;
  if (end.kind !== 'waiting') return no('over', whyOver(end, execution.status));
  const decision = deps.audit.latestOf({ executionArn, eventId });
  if (decision?.conclusion?.outcome === 'accepted')
    return no('over', 'AWS has taken the answer. The history will show it within moments.');
  if (isActivity(wait.resource))
    return no(
      'activity',
      'An activity gives its token to the worker that takes it and to nobody else: asking for it here would take the task away from the worker.',
    );
  if (!deps.switches.decide)
    return no('read-only', 'This server was started read-only (STATELENS_READ_ONLY=1), so it takes no decisions.');
  const lastEventId = course.events.at(-1)?.id ?? eventId;
  const answer = await deps.taskFacts.answerability({ executionArn, eventId, state, lastEventId });
  return answer.kind === 'yes' ? { kind: 'yes', fingerprint: answer.fingerprint } : no(answer.reason, answer.message);
}

function no(
  reason: Extract<ApprovalAnswer['answerable'], { readonly kind: 'no' }>['reason'],
  message: string,
): ApprovalAnswer['answerable'] {
  return { kind: 'no', reason, message };
}

/** The visit and those around it, outermost first. */
function aroundOf(visits: readonly Visit[], visit: Visit): readonly Visit[] {
  const byId = new Map(visits.map((each) => [each.id, each]));
  const around = [visit];
  for (let at = visit.parent; at !== null; at = around[0]?.parent ?? null) {
    const outer = byId.get(at);
    if (outer === undefined) break;
    around.unshift(outer);
  }
  return around;
}

/** Says what the definition does when the wait fails with an error of these names. */
function followerOf(
  { course, visit, wait }: LoadedWait,
  definition: Definition | null,
): (names: readonly string[]) => AfterFailure {
  const { redrives, visits } = course.timeline;
  // Retries are counted anew after a redrive (aws-facts §2.6).
  const sinceEvent = redrives.at(-1)?.eventId ?? 0;
  const failures = new Map(aroundOf(visits, visit).map((each) => [each.state, each.failures]));
  const failuresOf = (state: string) =>
    (failures.get(state) ?? []).filter(({ eventId }) => eventId > sinceEvent).map(({ error }) => error);
  return (names) =>
    definition === null ? { kind: 'unknown' } : afterFailure(definition, wait.state, names, failuresOf);
}

function ifUnanswered(loaded: LoadedWait, definition: Definition | null): ApprovalAnswer['ifUnanswered'] {
  const { execution, wait } = loaded;
  const { redrives, startedAtMs } = loaded.course.timeline;
  const follow = followerOf(loaded, definition);
  const limit = definition === null ? null : timeLimitOf(definition.fields, 'TimeoutSeconds');
  // From when on the limit counts after a redrive is not documented.
  const hasDeadline = limit?.kind === 'seconds' && redrives.length === 0;
  const startMs = startedAtMs ?? execution.startedAtMs;
  return {
    timeout: wait.timeoutSeconds === null ? null : toAfterFailure(follow(TIMEOUT_NAMES)),
    heartbeat: wait.heartbeatSeconds === null ? null : toAfterFailure(follow(HEARTBEAT_NAMES)),
    executionDeadlineDate: toDateOrNull(hasDeadline ? epochMs(startMs + limit.seconds * 1_000) : null),
  };
}

/** No error that a definition handles by name is called so. */
const ANY_OTHER = '(any other)';

function ifRejected(loaded: LoadedWait, definition: Definition | null): ApprovalAnswer['ifRejected'] {
  const follow = followerOf(loaded, definition);
  const state = definition?.states.get(loaded.wait.state);
  const entries = state === undefined ? [] : [...retryEntriesOf(state), ...catchEntriesOf(state)];
  const names = entries.flatMap(({ errorEquals }) => errorEquals).filter((name) => !name.startsWith('States.'));
  return {
    named: [...new Set(names)].map((error) => ({ error, follow: toAfterFailure(follow([error])) })),
    other: toAfterFailure(follow([ANY_OTHER])),
  };
}
