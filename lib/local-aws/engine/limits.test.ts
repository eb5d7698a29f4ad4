import { expect, test } from 'vitest';
import { ask } from '../http/ask';
import type { JsonMap, JsonValue } from '../json-value';
import { FINE, HOUR_MS, run, SILENT, START_MS, start, TASK } from './probe';
import { succeeds } from './task-script';

// What AWS lets an execution hold, and limits that stand in the input or that an expression gives (aws-facts §1.4).

/** A payload of one character more than there may be, or of just as many. */
const payload = (excess: number) => 'x'.repeat(262_142 + excess);

const answering = (excess: number) => () => succeeds(10, payload(excess));

function endOf(definition: object, script = {}, input: JsonValue = {}) {
  const { scheduler, execution } = start(definition, script, input);
  scheduler.runUntil(START_MS + HOUR_MS);
  return execution;
}

test('the 25,000th event is the end, wherever the branches of the execution stand', () => {
  const States = { L: { ...TASK, Next: 'W' }, W: { Type: 'Wait', Seconds: 1, Next: 'L' } };
  const Branches = [
    { StartAt: 'L', States },
    { StartAt: 'M', States: { M: { ...TASK, Next: 'N' }, N: { Type: 'Pass', Next: 'M' } } },
  ];
  const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches, End: true } } };
  const { events, status, failure } = endOf(definition, { L: FINE, M: FINE });
  expect(events).toHaveLength(25_000);
  expect(events.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  expect(events.slice(0, -1).some(({ type }) => type.startsWith('Execution') && type !== 'ExecutionStarted')).toBe(
    false,
  );
  expect({ status, failure }).toEqual({
    status: 'FAILED',
    failure: {
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    },
  });
});

test('an answer that is too large fails its attempt, which may be caught', () => {
  const Catch = [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'B' }];
  const definition = { StartAt: 'A', States: { A: { ...TASK, Catch, End: true }, B: { Type: 'Succeed' } } };
  const tooLarge = { A: answering(1) };
  expect(run(definition, tooLarge).slice(4, 6)).toEqual(['5 LambdaFunctionFailed<-4', '6 TaskStateExited<-5']);
  const { output } = endOf(definition, tooLarge);
  expect(output).toEqual({
    Error: 'States.DataLimitExceeded',
    Cause: `The state/task '${TASK.Resource}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  });
  expect(endOf(definition, { A: answering(0) }).output).toBe(payload(0));
});

test('an output that is too large fails its state', () => {
  const A = { Type: 'Pass', Parameters: { 'one.$': '$', 'other.$': '$' }, End: true };
  const { events, failure } = endOf({ StartAt: 'A', States: { A } }, {}, payload(-100_000));
  expect(events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'PassStateEntered', 'ExecutionFailed']);
  expect(failure.error).toBe('States.DataLimitExceeded');
});

const NAMED = { limits: { timeout: 2, heartbeat: 1 } };

test.each<readonly [string, object, JsonMap]>([
  ['a path', { TimeoutSecondsPath: '$.limits.timeout', HeartbeatSecondsPath: '$.limits.heartbeat' }, NAMED],
  [
    'an expression',
    {
      QueryLanguage: 'JSONata',
      TimeoutSeconds: '{% $states.input.limits.timeout %}',
      HeartbeatSeconds: '{% $states.input.limits.heartbeat %}',
    },
    NAMED,
  ],
])('the limits of a task come from %s', (_, limits, input) => {
  const { events } = endOf({ StartAt: 'A', States: { A: { ...TASK, ...limits, End: true } } }, { A: SILENT }, input);
  expect(events[2]?.details).toMatchObject({ timeoutInSeconds: 2, heartbeatInSeconds: 1 });
  const [startedMs = 0, endedMs = 0] = events.slice(3, 5).map(({ timeMs }) => timeMs);
  expect(endedMs - startedMs).toBe(1_000);
});

test('an expression for a limit that gives no number fails the attempt', () => {
  const A = { ...TASK, QueryLanguage: 'JSONata', TimeoutSeconds: "{% 'soon' %}", End: true };
  const { failure } = endOf({ StartAt: 'A', States: { A } }, { A: FINE });
  expect(failure.error).toBe('States.QueryEvaluationError');
  expect(failure.cause).toMatch(/the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number'/);
});

test('a Map works on as many items of a batch as the definition allows, and counts items and executions apart', () => {
  const I = { Type: 'Pass', End: true };
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I },
  };
  const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { 'of.$': '$.total' } };
  const M = { Type: 'Map', ItemsPath: '$.items', ItemBatcher, ItemProcessor, End: true };
  const { scheduler, target, execution } = start({ StartAt: 'M', States: { M } }, {}, { items: [1, 2, 3], total: 3 });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.output).toEqual([
    { BatchInput: { of: 3 }, Items: [1, 2] },
    { BatchInput: { of: 3 }, Items: [3] },
  ]);
  const mapRunArn = execution.mapRuns[0]?.facts.arn ?? '';
  expect(ask(target, 'DescribeMapRun', { mapRunArn })).toMatchObject({
    itemCounts: { total: 3, succeeded: 3, pending: 0 },
    executionCounts: { total: 2, succeeded: 2, pending: 0 },
  });
  expect(ask(target, 'ListExecutions', { mapRunArn })['executions']).toEqual([
    expect.objectContaining({ itemCount: 1 }),
    expect.objectContaining({ itemCount: 2 }),
  ]);
});

test('batches are cut by their size in bytes, and an item too large for any has one of its own', () => {
  const I = { Type: 'Pass', End: true };
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I },
  };
  const M = { Type: 'Map', ItemBatcher: { MaxInputBytesPerBatch: 40 }, ItemProcessor, End: true };
  const { output } = endOf({ StartAt: 'M', States: { M } }, {}, ['a'.repeat(10), 'b'.repeat(10), 'c'.repeat(90)]);
  expect(output).toEqual([{ Items: ['a'.repeat(10), 'b'.repeat(10)] }, { Items: ['c'.repeat(90)] }]);
});
