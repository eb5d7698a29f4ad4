import type { HistoryWriter } from './history-writer';
import type { StatePlan, WorkPlan } from './plan';
import { failToEvaluate, failToRun, type StateRun } from './state-run';
import type { Steps, TrueVisit, Went } from './truth';

type TaskPlan = Extract<StatePlan, { readonly type: 'Task' }>;

/** The events of a kind of work: how their types begin, and what each of its details holds. */
type Family = {
  readonly prefix: 'Task' | 'LambdaFunction' | 'Activity';
  readonly service: Readonly<Record<string, string>>;
  readonly scheduled: Readonly<Record<string, unknown>>;
  /** The types that end an attempt before anyone took it. */
  readonly unstarted: readonly [string, ...string[]];
  readonly isSubmitted: boolean;
};

const FAMILIES: Readonly<Record<WorkPlan, Family>> = {
  lambda: {
    prefix: 'LambdaFunction',
    service: {},
    scheduled: { resource: 'arn:aws:lambda:eu-west-1:123456789012:function:work', input: '{}' },
    unstarted: ['LambdaFunctionStartFailed', 'LambdaFunctionScheduleFailed'],
    isSubmitted: false,
  },
  activity: {
    prefix: 'Activity',
    service: {},
    scheduled: { resource: 'arn:aws:states:eu-west-1:123456789012:activity:work', input: '{}' },
    unstarted: ['ActivityScheduleFailed'],
    isSubmitted: false,
  },
  request: ofService('lambda', 'invoke'),
  sync: ofService('batch', 'submitJob.sync'),
  callback: ofService('sqs', 'sendMessage.waitForTaskToken'),
};

function ofService(resourceType: string, resource: string): Family {
  const service = { resourceType, resource };
  const scheduled = { ...service, region: 'eu-west-1', parameters: '{}' };
  return { prefix: 'Task', service, scheduled, unstarted: ['TaskStartFailed'], isSubmitted: resource.includes('.') };
}

/** A Task: attempts until one succeeds or none is left. After a redrive they hang on the old entry, counted anew. */
export function* runTask(run: StateRun, plan: TaskPlan): Steps {
  const { history, visit, isResumed } = run;
  const { choices } = history;
  if (!isResumed && choices.oneIn(30)) return handled(history, visit, plan, failToEvaluate(run));
  yield;
  let at = visit.id;
  for (let left = plan.retries; ; left -= 1) {
    const kind = left < plan.retries ? 'retry' : isResumed ? 'redriven' : 'first';
    const went = yield* runAttempt(history, visit, FAMILIES[plan.work], at, kind);
    if (went.kind === 'fatal') return went;
    if (went.kind === 'done') {
      if (choices.oneIn(50)) return failToRun(run, went.at);
      return { kind: 'done', at: history.exit(visit, went.at) };
    }
    if (left === 0) return handled(history, visit, plan, went);
    at = went.at;
    yield;
    history.pass(3_000);
  }
}

/** What Catch makes of a failure that no Retry takes any more. */
function handled(history: HistoryWriter, visit: TrueVisit, plan: TaskPlan, went: Went): Went {
  if (went.kind !== 'failed' || !plan.catches) return went;
  return { kind: 'done', at: history.exit(visit, went.at) };
}

function* runAttempt(
  history: HistoryWriter,
  visit: TrueVisit,
  family: Family,
  before: number,
  kind: 'first' | 'retry' | 'redriven',
): Steps {
  const { choices } = history;
  const { prefix, service, scheduled } = family;
  // Seen in no recording, so by the shape that the API's types give: the first one counts as an attempt of its own.
  if (prefix !== 'Task' && choices.oneIn(20)) {
    const at = history.add(`${prefix}ScheduleFailed`, before, { error: 'Not.Scheduled', cause: 'made' });
    history.begin(visit, at, kind);
    return failed(history, visit, at, 'Not.Scheduled');
  }
  let at = history.add(`${prefix}Scheduled`, before, scheduled);
  const attempt = history.begin(visit, at, kind);
  yield;
  history.pass();
  if (choices.oneIn(20)) {
    return end(history, visit, family, choices.of(...family.unstarted), at, 'Not.Started');
  }
  at = history.add(`${prefix}Started`, at, prefix === 'Activity' ? { workerName: 'worker-1' } : service);
  visit.timeOut = { type: `${prefix}TimedOut`, at, service };
  yield;
  history.pass();
  if (choices.oneIn(60)) {
    // The machine was deleted: nothing failed in the task, it was cut off.
    attempt.outcome = 'aborted';
    visit.failedAtMs = history.nowMs;
    visit.errors.push('States.Runtime');
    const cause = 'State machine made has been deleted';
    return { kind: 'fatal', at, origin: visit.id, error: 'States.Runtime', cause, path: [visit] };
  }
  if (family.isSubmitted && choices.oneIn(20)) {
    return end(history, visit, family, 'TaskSubmitFailed', at, 'Not.Submitted');
  }
  if (family.isSubmitted && !choices.oneIn(6)) {
    at = history.add('TaskSubmitted', at, { ...service, output: '{}' });
    visit.timeOut = { type: 'TaskTimedOut', at, service };
    yield;
    history.pass(2_000);
  }
  const ending = choices.of('Succeeded', 'Succeeded', 'Failed', 'TimedOut');
  if (ending !== 'Succeeded') {
    return end(
      history,
      visit,
      family,
      `${prefix}${ending}`,
      at,
      ending === 'TimedOut' ? 'States.Timeout' : 'Made.Error',
    );
  }
  at = history.add(`${prefix}Succeeded`, at, { ...service, output: '{}' });
  attempt.outcome = 'succeeded';
  visit.timeOut = null;
  return { kind: 'done', at };
}

function end(
  history: HistoryWriter,
  visit: TrueVisit,
  { service }: Family,
  type: string,
  before: number,
  error: string,
): Went {
  // A worker may fail a task without naming an error or a cause.
  const isNamed = type.endsWith('TimedOut') || !history.choices.oneIn(10);
  const at = history.add(type, before, isNamed ? { ...service, error } : service);
  return failed(history, visit, at, isNamed ? error : null);
}

function failed(history: HistoryWriter, visit: TrueVisit, at: number, error: string | null): Went {
  history.fail(visit);
  if (error !== null) visit.errors.push(error);
  return { kind: 'failed', at, origin: at, error, cause: null, path: [visit] };
}
