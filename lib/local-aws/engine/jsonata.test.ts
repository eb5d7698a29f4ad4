import { expect, test } from 'vitest';
import type { JsonValue } from '../json-value';
import { FAILING, FINE, HOUR_MS, run, START_MS, start, TASK } from './probe';
import { succeeds, type TaskCall } from './task-script';

// JSONata, variables and EvaluationFailed as aws-facts §2.4 and the recordings have them.

const ECHO = ({ input }: TaskCall) => succeeds(50, input);

function jsonata(states: object, StartAt = 'A') {
  return { QueryLanguage: 'JSONata', StartAt, States: states };
}

function outputOf(definition: object, input: JsonValue, script = { A: ECHO }): JsonValue | undefined {
  const { scheduler, execution } = start(definition, script, input);
  scheduler.runUntil(START_MS + HOUR_MS);
  return execution.output;
}

test('arguments, output and variables are expressions over $states and what was assigned', () => {
  const A = {
    ...TASK,
    Arguments: { sum: '{% $sum($states.input.values) %}', fixed: 'text' },
    Assign: { total: '{% $states.result.sum %}' },
    Output: { got: '{% $states.result.fixed %}', by: '{% $states.context.State.Name %}' },
    Next: 'B',
  };
  const B = { Type: 'Pass', Output: '{% $states.input.got & $string($total) %}', End: true };
  const { scheduler, execution } = start(jsonata({ A, B }), { A: ECHO }, { values: [1, 2, 4] });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.output).toBe('text7');
  expect(execution.events.find(({ type }) => type === 'TaskStateExited')?.details).toMatchObject({
    assignedVariables: { total: '7' },
    assignedVariablesDetails: { truncated: false },
    output: '{"got":"text","by":"A"}',
  });
});

test('a JSONPath state reads and sets variables too', () => {
  const A = { Type: 'Pass', Assign: { 'limit.$': '$.limit' }, Next: 'B' };
  const B = { Type: 'Pass', Parameters: { 'max.$': '$limit' }, End: true };
  expect(outputOf({ StartAt: 'A', States: { A, B } }, { limit: 3 })).toEqual({ max: 3 });
});

test('an expression that gives nothing fails the state beside its entry', () => {
  const A = { Type: 'Pass', Output: { result: '{% $doesNotExist %}' }, End: true };
  const { scheduler, execution } = start(jsonata({ A }), {});
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(run(jsonata({ A }), {}).slice(1)).toEqual([
    '2 PassStateEntered<-0',
    '3 EvaluationFailed<-0',
    '4 ExecutionFailed<-3',
  ]);
  const cause =
    "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).";
  expect(execution.events[2]?.details).toEqual({
    error: 'States.QueryEvaluationError',
    cause,
    location: 'Output/result',
    state: 'A',
  });
  expect(execution.failure).toEqual({ error: 'States.QueryEvaluationError', cause });
});

test('items that are no list fail the Map; a time without offset fails below the entry of the Wait', () => {
  const ItemProcessor = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
  const A = { Type: 'Map', Items: "{% 'string' %}", ItemProcessor, End: true };
  const { scheduler, execution } = start(jsonata({ A }), {});
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.events.map(({ type, previousEventId }) => `${type}<-${previousEventId}`).slice(1)).toEqual([
    'MapStateEntered<-0',
    'EvaluationFailed<-0',
    'MapStateFailed<-3',
    'ExecutionFailed<-4',
  ]);
  expect(execution.failure.cause).toMatch(
    /The JSONata expression ''string'' specified for the field 'Items' returned an unexpected result type\. Expected 'array', but was 'string' for value: "string"$/,
  );
  const W = { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true };
  expect(run(jsonata({ W }, 'W'), {}, { at: '2026-12-05T21:29:29' }).slice(1)).toEqual([
    '2 WaitStateEntered<-0',
    '3 EvaluationFailed<-2',
    '4 ExecutionFailed<-3',
  ]);
});

test('an attempt whose arguments fail is retried, then caught with the error as $states.errorOutput', () => {
  const A = {
    ...TASK,
    Arguments: '{% $states.input.gone %}',
    Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'B' }],
    End: true,
  };
  const definition = jsonata({ A, B: { Type: 'Succeed' } });
  expect(run(definition, { A: FINE }).slice(1)).toEqual([
    '2 TaskStateEntered<-0',
    '3 EvaluationFailed<-0',
    '4 EvaluationFailed<-3',
    '5 TaskStateExited<-4',
    '6 SucceedStateEntered<-5',
    '7 SucceedStateExited<-6',
    '8 ExecutionSucceeded<-7',
  ]);
  expect(outputOf(definition, {})).toBe('States.QueryEvaluationError');
});

test('a catcher whose own expression fails leaves the failure to what is around', () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $gone %}', Next: 'B' }];
  const definition = jsonata({ A: { ...TASK, Catch, Next: 'B' }, B: { Type: 'Succeed' } });
  expect(run(definition, { A: FAILING }).slice(4)).toEqual([
    '5 LambdaFunctionFailed<-4',
    '6 EvaluationFailed<-5',
    '7 ExecutionFailed<-6',
  ]);
});

test.each([
  [{ amount: 12 }, 'large', '"yes"'],
  [{ amount: 2 }, 'small', '"no"'],
])('conditions decide a Choice, and its branch assigns: %j', (input, output, assigned) => {
  const A = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.amount > 10 %}', Assign: { big: 'yes' }, Output: 'large', Next: 'B' }],
    Default: 'B',
    Assign: { big: 'no' },
    Output: 'small',
  };
  const { scheduler, execution } = start(jsonata({ A, B: { Type: 'Succeed' } }), {}, input);
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.output).toBe(output);
  expect(execution.events[2]?.details['assignedVariables']).toEqual({ big: assigned });
});

test('an iteration sees the variables around it, and keeps its own to itself', () => {
  const I = { Type: 'Pass', Assign: { own: 1 }, Output: '{% $states.input * $factor %}', End: true };
  const A = { Type: 'Pass', Assign: { factor: 10 }, Output: [1, 2], Next: 'M' };
  const M = { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I } }, Next: 'Z' };
  const Z = { Type: 'Pass', Output: { items: '{% $states.input %}', own: '{% $exists($own) %}' }, End: true };
  expect(outputOf(jsonata({ A, M, Z }), {})).toEqual({ items: [10, 20], own: false });
});

test('a Fail state says in words what its expressions give', () => {
  const F = { Type: 'Fail', Error: 'Probe.Failed', Cause: "{% 'for ' & $states.input.who %}" };
  const { scheduler, execution } = start(jsonata({ F }, 'F'), {}, { who: 'mira' });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.failure).toEqual({ error: 'Probe.Failed', cause: 'for mira' });
});

test('what AWS adds to the language, and what is random or now comes from the execution', () => {
  const Output = {
    parts: '{% $partition([1, 2, 3], 2) %}',
    range: '{% $range(0, 6, 3) %}',
    hash: "{% $hash('input data', 'SHA-1') %}",
    parsed: `{% $parse('{"a":1}').a %}`,
    seeded: '{% $random(7) = $random(7) %}',
    drawn: '{% $random() < 1 and $random() != $random() %}',
    id: '{% $length($uuid()) %}',
    year: "{% $now('[Y0001]') %}",
    at: '{% $toMillis($now()) = $millis() %}',
  };
  const definition = jsonata({ A: { Type: 'Pass', Output, End: true } });
  expect(outputOf(definition, {})).toEqual({
    parts: [[1, 2], [3]],
    range: [0, 3, 6],
    hash: 'aaff4a450a104cd177d28d18d74485e8cae074b7',
    parsed: 1,
    seeded: true,
    drawn: true,
    id: 36,
    year: '2026',
    at: true,
  });
});

test.each([
  ["$hash('x', 'CRC')", /There is no algorithm CRC/],
  ['$partition([1], 0)', /above 0/],
  ['$range(1, 9, 0)', /not 0/],
  ['$range(1, 1001, 1)', /at most 1000 items/],
])('%s fails its state', (expression, reason) => {
  const { scheduler, execution } = start(
    jsonata({ A: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }),
    {},
  );
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.failure.error).toBe('States.QueryEvaluationError');
  expect(execution.failure.cause).toMatch(reason);
});
