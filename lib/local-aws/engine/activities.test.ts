import { expect, test } from 'vitest';
import { ACTIVITY_POLLS } from '../http/activity-operations';
import { ask, listIn, refusalOf } from '../http/ask';
import type { JsonMap } from '../json-value';
import type { AccountRegion } from './account-region';
import { HOUR_MS, SILENT, START_MS, sequence, start } from './probe';

// Activities as aws-facts §2.4 and §3 have them.

const ARN = 'arn:aws:states:eu-west-1:123456789012:activity:probe';
const A = { Type: 'Task', Resource: ARN, TimeoutSeconds: 10, HeartbeatSeconds: 4, End: true };

function startActivity(state: object = A) {
  return start({ StartAt: 'A', States: { A: state } }, { A: SILENT }, { order: 7 });
}

/** What a worker is handed now, without waiting for more. */
function fetchTask(target: AccountRegion, workerName: string | null = 'worker-1') {
  const handed: { taskToken: string; input: string }[] = [];
  target.activities.poll(ARN, workerName, (task) => {
    if (task !== null) handed.push(task);
  });
  return handed[0] ?? { taskToken: 'none', input: 'none' };
}

test('a worker fetches the task, is named, and its answer goes on', () => {
  const { scheduler, target, execution } = startActivity();
  scheduler.runUntil(START_MS + HOUR_MS);
  const { taskToken, input } = fetchTask(target);
  expect(input).toBe('{"order":7}');
  expect(taskToken).toHaveLength(368);
  ask(target, 'SendTaskSuccess', { taskToken, output: '{"done":true}' });
  scheduler.runUntil(START_MS + HOUR_MS + 1_000);
  expect(sequence(execution).slice(2)).toEqual([
    '3 ActivityScheduled<-2',
    '4 ActivityStarted<-3',
    '5 ActivitySucceeded<-4',
    '6 TaskStateExited<-5',
    '7 ExecutionSucceeded<-6',
  ]);
  expect(execution.events[3]?.details).toEqual({ workerName: 'worker-1' });
  expect(JSON.stringify(execution.events)).not.toContain(taskToken);
  expect(refusalOf(target, 'SendTaskHeartbeat', { taskToken })).toBe(`TaskTimedOut: Task Timed Out: '${ARN}'`);
});

test('a worker may fail the task, and need not say who it is', () => {
  const { scheduler, target, execution } = startActivity();
  scheduler.runUntil(START_MS + 1_000);
  const { taskToken } = fetchTask(target, null);
  ask(target, 'SendTaskFailure', { taskToken, error: 'Tape.Offline', cause: 'drive 3' });
  scheduler.runUntil(START_MS + 2_000);
  expect(execution.events[3]?.details).toEqual({});
  expect(execution.events[4]).toMatchObject({ type: 'ActivityFailed', details: { error: 'Tape.Offline' } });
});

test('limits count from the moment a worker has it, and heartbeats put them off', () => {
  const { scheduler, target, execution } = startActivity();
  scheduler.runUntil(START_MS + HOUR_MS);
  const { taskToken } = fetchTask(target);
  scheduler.runUntil(START_MS + HOUR_MS + 3_000);
  ask(target, 'SendTaskHeartbeat', { taskToken });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect(execution.events[4]).toMatchObject({
    type: 'ActivityTimedOut',
    timeMs: START_MS + HOUR_MS + 7_000,
    details: { error: 'States.Timeout' },
  });
});

test('each attempt has a token of its own', () => {
  const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const { scheduler, target, execution } = startActivity({ ...A, Retry });
  scheduler.runUntil(START_MS + 1_000);
  const first = fetchTask(target);
  scheduler.runUntil(START_MS + 20_000);
  const second = fetchTask(target);
  expect(refusalOf(target, 'SendTaskSuccess', { taskToken: first.taskToken, output: '{}' })).toMatch(/^TaskTimedOut/);
  ask(target, 'SendTaskSuccess', { taskToken: second.taskToken, output: '{}' });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.status).toBe('SUCCEEDED');
});

test('a poll waits for the next task, and after a minute comes back with nothing', async () => {
  const { scheduler, target, execution } = startActivity();
  const poll = (signal = new AbortController().signal): Promise<JsonMap> | undefined =>
    ACTIVITY_POLLS['GetActivityTask']?.({ input: { activityArn: ARN }, target, nowMs: scheduler.nowMs }, signal);
  const first = poll();
  scheduler.runUntil(START_MS + 1_000);
  expect(await first).toMatchObject({ input: '{"order":7}' });
  const empty = poll();
  scheduler.runUntil(START_MS + 61_000);
  expect(await empty).toEqual({});
  expect(execution.status).toBe('FAILED');
});

test('a caller that hung up is handed nothing', async () => {
  const { scheduler, target, execution } = startActivity();
  const hungUp = new AbortController();
  const input = { activityArn: ARN };
  const poll = ACTIVITY_POLLS['GetActivityTask']?.({ input, target, nowMs: START_MS }, hungUp.signal);
  hungUp.abort();
  expect(await poll).toEqual({});
  scheduler.runUntil(START_MS + 1_000);
  expect(execution.events.at(-1)?.type).toBe('ActivityScheduled');
});

test('a task of an execution that was stopped is not handed out', () => {
  const { scheduler, target, execution } = startActivity();
  scheduler.runUntil(START_MS + 1_000);
  execution.abort({ error: null, cause: null });
  expect(fetchTask(target).taskToken).toBe('none');
});

test('activities are listed and described', () => {
  const { target } = startActivity();
  expect(listIn(ask(target, 'ListActivities', {}), 'activities')).toEqual([
    { activityArn: ARN, name: 'probe', creationDate: START_MS / 1000 },
  ]);
  expect(ask(target, 'DescribeActivity', { activityArn: ARN })).toMatchObject({ name: 'probe' });
  expect(refusalOf(target, 'DescribeActivity', { activityArn: `${ARN}-gone` })).toMatch(/^ActivityDoesNotExist/);
});
