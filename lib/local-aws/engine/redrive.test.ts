import { expect, test } from 'vitest';
import { ask, listIn, refusalOf } from '../http/ask';

import { type JsonMap, textIn } from '../json-value';

import { FAILING, FINE, HOUR_MS, START_MS, sequence, start, TASK } from './probe';
import { fails, type MachineScript, succeeds, type TaskCall } from './task-script';

// Redrives as aws-facts §2.6 and the recordings of stackd show them.

const DAY_MS = 24 * HOUR_MS;

/** Fails for the items of the set until it is cleared, as a dependency that was repaired. */
function failingFor(broken: Set<string>): MachineScript[string] {
  return ({ input }: TaskCall) =>
    broken.has(String(input)) ? fails(100, 'Probe.Failed', 'on purpose') : succeeds(100, { done: input });
}

function distributed(executionType: string, settings: object = {}) {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
    StartAt: 'I',
    States: { I: { ...TASK, End: true } },
  };
  return { StartAt: 'M', States: { M: { Type: 'Map', Label: 'Parts', ItemProcessor, ...settings, End: true } } };
}

function redriven(definition: object, script: MachineScript, input: JsonMap | readonly string[], repair: () => void) {
  const started = start(definition, script, input);
  started.scheduler.runUntil(START_MS + HOUR_MS);
  repair();
  ask(started.target, 'RedriveExecution', { executionArn: started.execution.arn });
  return started;
}

test('a failed task is scheduled again below its old entry, and counted', () => {
  const broken = new Set(['{}']);
  const A = { ...TASK, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], End: true };
  const task: MachineScript[string] = () => (broken.size > 0 ? FAILING() : FINE());
  const { scheduler, execution, target } = redriven({ StartAt: 'A', States: { A } }, { A: task }, {}, () =>
    broken.clear(),
  );
  const executionArn = execution.arn;
  expect(ask(target, 'DescribeExecution', { executionArn })).toMatchObject({
    status: 'RUNNING',
    redriveCount: 1,
    redriveDate: (START_MS + HOUR_MS) / 1000,
    startDate: START_MS / 1000,
  });
  expect(ask(target, 'DescribeExecution', { executionArn })).not.toHaveProperty('stopDate');
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect(sequence(execution).slice(7)).toEqual([
    '8 LambdaFunctionFailed<-7',
    '9 ExecutionFailed<-8',
    '10 ExecutionRedriven<-9',
    '11 LambdaFunctionScheduled<-2',
    '12 LambdaFunctionStarted<-11',
    '13 LambdaFunctionSucceeded<-12',
    '14 TaskStateExited<-13',
    '15 ExecutionSucceeded<-14',
  ]);
});

test('a Fail state fails again at the redrive, without an entry', () => {
  const definition = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Probe.Explicit' } } };
  const { scheduler, execution, target } = redriven(definition, {}, {}, () => {});
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  ask(target, 'RedriveExecution', { executionArn: execution.arn });
  scheduler.runUntil(START_MS + 3 * HOUR_MS);
  expect(sequence(execution).slice(1)).toEqual([
    '2 FailStateEntered<-0',
    '3 ExecutionFailed<-2',
    '4 ExecutionRedriven<-3',
    '5 ExecutionFailed<-4',
    '6 ExecutionRedriven<-5',
    '7 ExecutionFailed<-6',
  ]);
  expect(execution.events.at(-2)?.details).toEqual({ redriveCount: 2 });
});

test('below a Parallel only what did not succeed runs again', () => {
  const broken = new Set(['bad']);
  const branches = ['L', 'R'].map((name) => ({
    StartAt: name,
    States: { [name]: { ...TASK, Parameters: name === 'L' ? 'good' : 'bad', End: true } },
  }));
  const slowlyFailing: MachineScript[string] = () => (broken.size > 0 ? fails(900, 'Probe.Failed', 'late') : FINE());
  const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } };
  const { scheduler, execution } = redriven(definition, { L: FINE, R: slowlyFailing }, {}, () => broken.clear());
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect(sequence(execution).slice(11)).toEqual([
    '12 LambdaFunctionFailed<-9',
    '13 TaskStateAborted<-12',
    '14 ParallelStateFailed<-12',
    '15 ExecutionFailed<-14',
    '16 ExecutionRedriven<-15',
    '17 LambdaFunctionScheduled<-6',
    '18 LambdaFunctionStarted<-17',
    '19 LambdaFunctionSucceeded<-18',
    '20 TaskStateExited<-19',
    '21 ParallelStateSucceeded<-20',
    '22 ParallelStateExited<-20',
    '23 ExecutionSucceeded<-22',
  ]);
  expect(execution.output).toEqual([{ ok: true }, { ok: true }]);
});

test('an inline Map goes on with the iteration that failed, then with those that never started', () => {
  const broken = new Set(['b']);
  const ItemProcessor = { StartAt: 'I', States: { I: { ...TASK, End: true } } };
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true } } };
  const { scheduler, execution } = redriven(definition, { I: failingFor(broken) }, ['a', 'b', 'c'], () =>
    broken.clear(),
  );
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  const events = sequence(execution);
  expect(events.slice(15, 27)).toEqual([
    '16 MapIterationFailed{1}<-15',
    '17 TaskStateAborted<-15',
    '18 MapStateFailed<-15',
    '19 ExecutionFailed<-18',
    '20 ExecutionRedriven<-19',
    '21 LambdaFunctionScheduled<-12',
    '22 LambdaFunctionStarted<-21',
    '23 LambdaFunctionSucceeded<-22',
    '24 TaskStateExited<-23',
    '25 MapIterationSucceeded{1}<-24',
    '26 MapIterationStarted{2}<-24',
    '27 TaskStateEntered<-26',
  ]);
  expect(events.at(-1)).toMatch(/ExecutionSucceeded/);
  expect(execution.output).toEqual([{ done: 'a' }, { done: 'b' }, { done: 'c' }]);
});

test('a Wait that was ended from outside waits its full time again and writes nothing until then', () => {
  const definition = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100, End: true } } };
  const { scheduler, target, execution } = start(definition, {});
  scheduler.runUntil(START_MS + 90_000);
  execution.abort({ error: null, cause: null });
  ask(target, 'RedriveExecution', { executionArn: execution.arn });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(sequence(execution).slice(1)).toEqual([
    '2 WaitStateEntered<-0',
    '3 ExecutionAborted<-0',
    '4 ExecutionRedriven<-3',
    '5 WaitStateExited<-2',
    '6 ExecutionSucceeded<-5',
  ]);
  expect(execution.events[4]?.timeMs).toBeGreaterThanOrEqual(START_MS + 190_000);
});

test("after the machine's own time-out the whole limit counts again", () => {
  const definition = { StartAt: 'W', TimeoutSeconds: 50, States: { W: { Type: 'Wait', Seconds: 60, End: true } } };
  const { scheduler, execution } = redriven(definition, {}, {}, () => {});
  scheduler.runUntil(START_MS + HOUR_MS + 49_000);
  expect(execution.status).toBe('RUNNING');
  scheduler.runUntil(START_MS + HOUR_MS + 50_000);
  expect(execution.status).toBe('TIMED_OUT');
});

test('a map run runs again as itself: failed children go on, those never started begin', () => {
  const broken = new Set(['b']);
  const { scheduler, execution, target } = redriven(
    distributed('STANDARD', { MaxConcurrency: 1 }),
    { I: failingFor(broken) },
    ['a', 'b', 'c'],
    () => broken.clear(),
  );
  const executionArn = execution.arn;
  scheduler.runUntil(START_MS + HOUR_MS + 30);
  const [{ mapRunArn = '' } = {}] = listIn(ask(target, 'ListMapRuns', { executionArn }), 'mapRuns');
  const listed = (filter: JsonMap) => listIn(ask(target, 'ListExecutions', { mapRunArn, ...filter }), 'executions');
  expect(listed({ statusFilter: 'PENDING_REDRIVE' })).toHaveLength(1);
  expect(ask(target, 'DescribeMapRun', { mapRunArn })).toMatchObject({
    status: 'RUNNING',
    redriveCount: 1,
    executionCounts: { succeeded: 1, pendingRedrive: 1, failed: 0, pending: 1 },
  });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect(sequence(execution).slice(3)).toEqual([
    '4 MapRunStarted<-3',
    '5 MapRunFailed<-4',
    '6 MapStateFailed<-5',
    '7 ExecutionFailed<-6',
    '8 ExecutionRedriven<-7',
    '9 MapRunRedriven<-3',
    '10 MapRunSucceeded<-9',
    '11 MapStateSucceeded<-10',
    '12 MapStateExited<-9',
    '13 ExecutionSucceeded<-12',
  ]);
  expect(execution.output).toEqual([{ done: 'a' }, { done: 'b' }, { done: 'c' }]);
  expect(listed({ redriveFilter: 'NOT_REDRIVEN' })).toHaveLength(2);
  const [child = {}] = listed({ redriveFilter: 'REDRIVEN' });
  expect(child).toMatchObject({ redriveCount: 1, status: 'SUCCEEDED', redriveDate: expect.any(Number) });
  const childArn = textIn(child, 'executionArn') ?? '';
  const events = listIn(ask(target, 'GetExecutionHistory', { executionArn: childArn }), 'events');
  expect(events.slice(4).map(({ type, previousEventId }) => `${type}<-${previousEventId}`)).toEqual([
    'LambdaFunctionFailed<-4',
    'ExecutionFailed<-5',
    'ExecutionRedriven<-6',
    'LambdaFunctionScheduled<-2',
    'LambdaFunctionStarted<-8',
    'LambdaFunctionSucceeded<-9',
    'TaskStateExited<-10',
    'ExecutionSucceeded<-11',
  ]);
});

test('an Express child begins anew: a later start, counted, without a date', () => {
  const broken = new Set(['b']);
  const { scheduler, execution, target } = redriven(distributed('EXPRESS'), { I: failingFor(broken) }, ['b'], () =>
    broken.clear(),
  );
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  const [{ mapRunArn = '' } = {}] = listIn(ask(target, 'ListMapRuns', { executionArn: execution.arn }), 'mapRuns');
  const [child = {}] = listIn(ask(target, 'ListExecutions', { mapRunArn }), 'executions');
  expect(child).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(child['startDate']).toBeGreaterThan((START_MS + HOUR_MS) / 1000);
  expect(child).not.toHaveProperty('redriveDate');
});

test('refuses what AWS refuses, and takes the same client token as the same redrive', () => {
  const { scheduler, execution, target } = start(
    { StartAt: 'A', States: { A: { ...TASK, End: true } } },
    { A: FAILING },
  );
  const executionArn = execution.arn;
  const redrive = (clientToken: string) => ask(target, 'RedriveExecution', { executionArn, clientToken });
  expect(refusalOf(target, 'RedriveExecution', { executionArn })).toBe(
    'ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven',
  );
  scheduler.runUntil(START_MS + HOUR_MS);
  const first = redrive('one');
  scheduler.runUntil(START_MS + HOUR_MS + 60_000);
  expect(redrive('one')).toEqual(first);
  expect(execution.redriveCount).toBe(1);
  redrive('two');
  expect(execution.redriveCount).toBe(2);
  scheduler.runUntil(START_MS + 15 * DAY_MS);
  expect(refusalOf(target, 'RedriveExecution', { executionArn })).toMatch(/^ExecutionNotRedrivable: /);
  const express = 'arn:aws:states:eu-west-1:123456789012:express:m:one:two';
  expect(refusalOf(target, 'RedriveExecution', { executionArn: express })).toMatch(/^InvalidArn: /);
});

test('a child of a map run cannot be redriven by itself', () => {
  const { scheduler, execution, target } = start(distributed('STANDARD'), { I: FAILING }, ['a']);
  scheduler.runUntil(START_MS + HOUR_MS);
  const [{ mapRunArn = '' } = {}] = listIn(ask(target, 'ListMapRuns', { executionArn: execution.arn }), 'mapRuns');
  const [{ executionArn = '' } = {}] = listIn(ask(target, 'ListExecutions', { mapRunArn }), 'executions');
  expect(ask(target, 'DescribeExecution', { executionArn })).toMatchObject({ redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
  expect(refusalOf(target, 'RedriveExecution', { executionArn })).toBe(
    'ValidationException: Labeled Execution ARNs are not supported for this API',
  );
});
