import { expect, test } from 'vitest';
import type { JsonMap, JsonValue } from '../json-value';
import { executionsOf, HOUR_MS, START_MS, sequence, start } from './probe';

// Executions that a Task starts, as aws-facts §3 and the recordings of `startExecution` have them.

const CHILD_ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:child';

function startParent(form: string, childStates: JsonMap, input: JsonValue = { who: 'mira' }) {
  const A = {
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${form}`,
    Parameters: { StateMachineArn: CHILD_ARN, Name: 'nested-1', 'Input.$': '$' },
    End: true,
  };
  const started = start({ StartAt: 'A', States: { A } }, {}, input);
  const child = started.target.createMachine({
    name: 'child',
    type: 'STANDARD',
    definition: { StartAt: 'C', States: childStates },
    script: {},
    logs: { level: 'OFF', includeExecutionData: false, group: null },
    createdMs: START_MS,
  });
  return { ...started, children: () => executionsOf(started.target, child.arn) };
}

const PASS = { C: { Type: 'Pass', Result: { done: true }, End: true } };
const FAIL = { C: { Type: 'Fail', Error: 'Child.Failed', Cause: 'no account' } };
const WAIT = { C: { Type: 'Wait', Seconds: 600, End: true } };

test('.sync:2 waits for the child and gives its output as JSON', () => {
  const { scheduler, execution, children } = startParent('.sync:2', PASS);
  scheduler.runUntil(START_MS + HOUR_MS);
  const [child] = children();
  expect(sequence(execution).slice(2)).toEqual([
    '3 TaskScheduled<-2',
    '4 TaskStarted<-3',
    '5 TaskSubmitted<-4',
    '6 TaskSucceeded<-5',
    '7 TaskStateExited<-6',
    '8 ExecutionSucceeded<-7',
  ]);
  expect(JSON.parse(String(execution.events[4]?.details['output']))).toMatchObject({ ExecutionArn: child?.arn });
  expect(execution.output).toMatchObject({
    ExecutionArn: child?.arn,
    Input: { who: 'mira' },
    Name: 'nested-1',
    Output: { done: true },
    Status: 'SUCCEEDED',
    StartDate: child?.startMs,
  });
});

test('.sync gives its output as text; without a suffix nobody waits', () => {
  const waiting = startParent('.sync', PASS);
  waiting.scheduler.runUntil(START_MS + HOUR_MS);
  expect(waiting.execution.output).toMatchObject({ Output: '{"done":true}' });
  const going = startParent('', WAIT);
  going.scheduler.runUntil(START_MS + 5_000);
  expect(going.execution.status).toBe('SUCCEEDED');
  expect(going.children()).toMatchObject([{ status: 'RUNNING' }]);
  expect(sequence(going.execution)).not.toContain(expect.stringContaining('TaskSubmitted'));
});

test('a child that fails fails the task with its description as the cause', () => {
  const { scheduler, execution } = startParent('.sync:2', FAIL);
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.failure.error).toBe('States.TaskFailed');
  expect(JSON.parse(execution.failure.cause ?? '')).toMatchObject({
    Cause: 'no account',
    Error: 'Child.Failed',
    Input: '{"who":"mira"}',
    Status: 'FAILED',
  });
});

test('stopping the parent stops the child that it waits for', () => {
  const { scheduler, execution, children } = startParent('.sync:2', WAIT);
  scheduler.runUntil(START_MS + 5_000);
  execution.abort({ error: null, cause: null });
  expect(children()).toMatchObject([{ status: 'ABORTED' }]);
});

test('a name that is taken fails the task before it is submitted', () => {
  const { scheduler, target, execution } = startParent('.sync:2', WAIT);
  const child = target.machines.get(CHILD_ARN);
  if (child === undefined) throw new Error('the child machine was made');
  target.start({ machine: child, name: 'nested-1', input: {} });
  scheduler.runUntil(START_MS + 5_000);
  expect(sequence(execution).slice(4)).toEqual(['5 TaskFailed<-4', '6 ExecutionFailed<-5']);
  expect(execution.failure.error).toBe('StepFunctions.ExecutionAlreadyExistsException');
});
