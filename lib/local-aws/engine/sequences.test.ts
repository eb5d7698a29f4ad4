import { expect, test } from 'vitest';
import {
  FAILING,
  FAILING_IF_BAD,
  FAILING_IF_BAD_ELSE_SLOW,
  FINE,
  run,
  SILENT,
  SLOW,
  START_MS,
  sequence,
  start,
  TASK,
} from './probe';

// The sequences that aws-facts §2.4 shows, each as `id Type<-previous`.

test('a task that is retried, then caught', () => {
  const Retry = [{ ErrorEquals: ['Probe.Failed'], MaxAttempts: 1 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
  const definition = {
    StartAt: 'A',
    States: { A: { ...TASK, Retry, Catch, Next: 'After' }, After: { Type: 'Pass', End: true } },
  };
  expect(run(definition, { A: FAILING })).toEqual([
    '1 ExecutionStarted<-0',
    '2 TaskStateEntered<-0',
    '3 LambdaFunctionScheduled<-2',
    '4 LambdaFunctionStarted<-3',
    '5 LambdaFunctionFailed<-4',
    '6 LambdaFunctionScheduled<-5',
    '7 LambdaFunctionStarted<-6',
    '8 LambdaFunctionFailed<-7',
    '9 TaskStateExited<-8',
    '10 PassStateEntered<-9',
    '11 PassStateExited<-10',
    '12 ExecutionSucceeded<-11',
  ]);
});

test('a Parallel whose branch fails: one TaskStateAborted per open task, the failing one included', () => {
  const branches = ['L', 'R'].map((name) => ({ StartAt: name, States: { [name]: { ...TASK, End: true } } }));
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
  const P = { Type: 'Parallel', Branches: branches, Catch, End: true };
  const definition = { StartAt: 'P', States: { P, After: { Type: 'Succeed' } } };
  expect(run(definition, { L: FAILING, R: SLOW }).slice(1)).toEqual([
    '2 ParallelStateEntered<-0',
    '3 ParallelStateStarted<-2',
    '4 TaskStateEntered<-3',
    '5 LambdaFunctionScheduled<-4',
    '6 TaskStateEntered<-3',
    '7 LambdaFunctionScheduled<-6',
    expect.stringMatching(/^8 LambdaFunctionStarted<-[57]$/),
    expect.stringMatching(/^9 LambdaFunctionStarted<-[57]$/),
    expect.stringMatching(/^10 LambdaFunctionFailed<-[89]$/),
    '11 TaskStateAborted<-10',
    '12 TaskStateAborted<-10',
    '13 ParallelStateFailed<-10',
    '14 ParallelStateExited<-13',
    '15 SucceedStateEntered<-14',
    '16 SucceedStateExited<-15',
    '17 ExecutionSucceeded<-16',
  ]);
});

test('a Parallel that succeeds is left from where its last branch ended', () => {
  const branches = ['L', 'R'].map((name) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } }));
  const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } };
  expect(run(definition, {}).slice(3)).toEqual([
    '4 PassStateEntered<-3',
    '5 PassStateExited<-4',
    '6 PassStateEntered<-3',
    '7 PassStateExited<-6',
    '8 ParallelStateSucceeded<-7',
    '9 ParallelStateExited<-7',
    '10 ExecutionSucceeded<-9',
  ]);
});

test('an inline Map with one slot: an iteration takes over from the one before', () => {
  const ItemProcessor = { StartAt: 'I', States: { I: { ...TASK, End: true } } };
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true } } };
  expect(run(definition, { I: FAILING_IF_BAD }, ['good', 'bad', 'never']).slice(1)).toEqual([
    '2 MapStateEntered<-0',
    '3 MapStateStarted<-2',
    '4 MapIterationStarted{0}<-3',
    '5 TaskStateEntered<-4',
    '6 LambdaFunctionScheduled<-5',
    '7 LambdaFunctionStarted<-6',
    '8 LambdaFunctionSucceeded<-7',
    '9 TaskStateExited<-8',
    '10 MapIterationSucceeded{0}<-9',
    '11 MapIterationStarted{1}<-9',
    '12 TaskStateEntered<-11',
    '13 LambdaFunctionScheduled<-12',
    '14 LambdaFunctionStarted<-13',
    '15 LambdaFunctionFailed<-14',
    '16 MapIterationFailed{1}<-15',
    '17 TaskStateAborted<-15',
    '18 MapStateFailed<-15',
    '19 ExecutionFailed<-18',
  ]);
});

test('a Map that runs all at once: iterations are closed in their order, whichever failed', () => {
  const ItemProcessor = { StartAt: 'I', States: { I: { ...TASK, End: true } } };
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } };
  const events = run(definition, { I: FAILING_IF_BAD_ELSE_SLOW }, ['slow', 'bad']);
  expect(events.slice(3, 5)).toEqual(['4 MapIterationStarted{0}<-3', '5 MapIterationStarted{1}<-3']);
  expect(events.slice(12)).toEqual([
    '13 MapIterationAborted{0}<-12',
    '14 TaskStateAborted<-12',
    '15 MapIterationFailed{1}<-12',
    '16 TaskStateAborted<-12',
    '17 MapStateFailed<-12',
    '18 ExecutionFailed<-17',
  ]);
});

test('a Map that is retried starts again at the failure, without MapStateFailed between', () => {
  const ItemProcessor = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Probe.Failed' } } };
  const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, Retry, End: true } } };
  expect(run(definition, {}, ['only']).slice(1)).toEqual([
    '2 MapStateEntered<-0',
    '3 MapStateStarted<-2',
    '4 MapIterationStarted{0}<-3',
    '5 FailStateEntered<-4',
    '6 MapIterationFailed{0}<-5',
    '7 MapStateStarted<-5',
    '8 MapIterationStarted{0}<-7',
    '9 FailStateEntered<-8',
    '10 MapIterationFailed{0}<-9',
    '11 MapStateFailed<-9',
    '12 ExecutionFailed<-11',
  ]);
});

test('an empty Map succeeds at once', () => {
  const ItemProcessor = { StartAt: 'I', States: { I: { ...TASK, End: true } } };
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } };
  expect(run(definition, { I: FINE }, []).slice(2)).toEqual([
    '3 MapStateStarted<-2',
    '4 MapStateSucceeded<-3',
    '5 MapStateExited<-3',
    '6 ExecutionSucceeded<-5',
  ]);
});

test('an abort closes nothing and points at nothing', () => {
  const { scheduler, execution } = start({ StartAt: 'A', States: { A: { ...TASK, End: true } } }, { A: SILENT });
  scheduler.runUntil(START_MS + 1_000);
  execution.abort({ error: null, cause: null });
  scheduler.runUntil(START_MS + 3_600_000);
  expect(sequence(execution).slice(3)).toEqual(['4 LambdaFunctionStarted<-3', '5 ExecutionAborted<-0']);
  expect(execution.events.at(-1)?.details).toEqual({});
});

test("the machine's own limit ends an execution as TIMED_OUT, with an error in the event alone", () => {
  const definition = { StartAt: 'W', TimeoutSeconds: 3, States: { W: { Type: 'Wait', Seconds: 60, End: true } } };
  const { scheduler, execution } = start(definition, {});
  scheduler.runUntil(START_MS + 60_000);
  expect(sequence(execution).slice(1)).toEqual(['2 WaitStateEntered<-0', '3 ExecutionTimedOut<-0']);
  expect(execution).toMatchObject({
    status: 'TIMED_OUT',
    stopMs: START_MS + 3_000,
    failure: { error: null, cause: null },
  });
});

test('a path that leads nowhere ends the execution past every Catch, naming state and event', () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
  const A = { ...TASK, Parameters: { 'x.$': '$.gone' }, Catch, Next: 'After' };
  const { scheduler, execution } = start({ StartAt: 'A', States: { A, After: { Type: 'Succeed' } } }, { A: FINE });
  scheduler.runUntil(START_MS + 1_000);
  expect(sequence(execution).slice(1)).toEqual(['2 TaskStateEntered<-0', '3 ExecutionFailed<-2']);
  expect(execution.failure.error).toBe('States.Runtime');
  expect(execution.failure.cause).toMatch(
    /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. /,
  );
});

test('heartbeats keep a task alive until they stop, and are no events', () => {
  const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
  const A = { Type: 'Task', Resource, Parameters: { 'token.$': '$$.Task.Token' }, HeartbeatSeconds: 3, End: true };
  const { scheduler, execution } = start({ StartAt: 'A', States: { A } }, { A: SILENT });
  for (const second of [2, 4, 6]) {
    scheduler.runUntil(START_MS + second * 1_000);
    for (const task of execution.inFlight.values()) task.heartbeat();
  }
  scheduler.runUntil(START_MS + 60_000);
  expect(sequence(execution).slice(3)).toEqual([
    '4 TaskStarted<-3',
    '5 TaskSubmitted<-4',
    '6 TaskTimedOut<-5',
    '7 ExecutionFailed<-6',
  ]);
  expect(execution.events[5]).toMatchObject({ timeMs: START_MS + 9_000, details: { error: 'States.Timeout' } });
});

test('an endless loop ends at the last event that a history may have', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
  const { scheduler, execution } = start(definition, {});
  scheduler.runUntil(START_MS + 60_000);
  expect(execution.events).toHaveLength(25_000);
  expect(execution.failure.cause).toBe('The execution reached the maximum number of history events (25000).');
});
