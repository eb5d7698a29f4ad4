import { expect, test } from 'vitest';
import { ask, listIn, refusalOf } from '../http/ask';
import { FINE, SILENT, START_MS, sequence, start, TASK } from './probe';

// What becomes of a machine that is deleted and of its executions (aws-facts §1.1).

const DEFINITION = { StartAt: 'A', States: { A: { ...TASK, Next: 'B' }, B: { Type: 'Succeed' } } };
const CAUSE = 'State machine m has been deleted';

test('while it is deleted all can be read and nothing started; then nothing is left', () => {
  const { scheduler, target, execution } = start(DEFINITION, { A: FINE });
  const { arn: executionArn } = execution;
  const stateMachineArn = execution.machine.arn;
  scheduler.runUntil(START_MS + 10_000);
  expect(ask(target, 'DeleteStateMachine', { stateMachineArn })).toEqual({});
  scheduler.runUntil(START_MS + 90_000);
  expect(ask(target, 'DescribeStateMachine', { stateMachineArn })['status']).toBe('DELETING');
  expect(ask(target, 'DescribeExecution', { executionArn })['status']).toBe('SUCCEEDED');
  expect(refusalOf(target, 'StartExecution', { stateMachineArn })).toMatch(/^StateMachineDeleting/);
  expect(refusalOf(target, 'ListStateMachineAliases', { stateMachineArn })).toMatch(/^StateMachineDeleting/);
  scheduler.runUntil(START_MS + 130_000);
  expect(refusalOf(target, 'DescribeStateMachine', { stateMachineArn })).toMatch(/^StateMachineDoesNotExist/);
  expect(refusalOf(target, 'DescribeExecution', { executionArn })).toMatch(/^ExecutionDoesNotExist/);
  expect(refusalOf(target, 'GetExecutionHistory', { executionArn })).toMatch(/^ExecutionDoesNotExist/);
  expect(listIn(ask(target, 'ListStateMachines', {}), 'stateMachines')).toEqual([]);
  expect(ask(target, 'DeleteStateMachine', { stateMachineArn })).toEqual({});
});

test('what runs ends at its next transition, and what was answered leaves no event', () => {
  const { scheduler, target, execution } = start(DEFINITION, { A: SILENT });
  scheduler.runUntil(START_MS + 10_000);
  target.deleteMachine(execution.machine.arn);
  scheduler.runUntil(START_MS + 200_000);
  expect(execution.status).toBe('RUNNING');
  expect(target.machines.size).toBe(1);
  for (const task of execution.inFlight.values()) task.answer({ kind: 'succeeded', output: {} });
  scheduler.runUntil(START_MS + 201_000);
  expect(sequence(execution).slice(3)).toEqual(['4 LambdaFunctionStarted<-3', '5 ExecutionFailed<-4']);
  expect(execution.failure).toEqual({ error: 'States.Runtime', cause: CAUSE });
  scheduler.runUntil(START_MS + 220_000);
  expect(target.machines.size).toBe(0);
});

test('a Wait that is over ends the execution too, in a branch as well, and children of a map run go with it', () => {
  const W = { Type: 'Wait', Seconds: 20, End: true };
  const I = { ...W };
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I },
  };
  const Branches = [
    { StartAt: 'W', States: { W } },
    { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } },
  ];
  const { scheduler, target, execution } = start(
    { StartAt: 'P', States: { P: { Type: 'Parallel', Branches, End: true } } },
    {},
    [1, 2],
  );
  scheduler.runUntil(START_MS + 10_000);
  expect(target.executions.size).toBe(3);
  target.deleteMachine(execution.machine.arn);
  scheduler.runUntil(START_MS + 30_000);
  expect(execution.failure).toEqual({ error: 'States.Runtime', cause: CAUSE });
  expect(execution.events.at(-1)?.type).toBe('ExecutionFailed');
  scheduler.runUntil(START_MS + 150_000);
  expect([target.executions.size, target.mapRuns.size, target.machines.size]).toEqual([0, 0, 0]);
});
