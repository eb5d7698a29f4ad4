import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../json-value';
import { evaluateIntrinsic } from './intrinsics';
import { readPath, writePath } from './json-path';
import { fillTemplate, toOutput, toWorkInput } from './payload';
import { RuntimeFailure } from './states-error';

const DATA: JsonValue = { order: { id: 'o-1', lines: [{ sku: 'a' }, { sku: 'b' }] }, 'odd name': 1 };
const NONE = { context: {}, variables: {} };
const WHOLE = { inputPath: '$', parameters: null, resultSelector: null, resultPath: '$', outputPath: '$' };

test.each<readonly [string, JsonValue | undefined]>([
  ['$', DATA],
  ['$.order.id', 'o-1'],
  ['$.order.lines[1].sku', 'b'],
  ['$.order.lines[-1].sku', 'b'],
  ['$.order.lines[*].sku', ['a', 'b']],
  ["$['odd name']", 1],
  ['$.order.gone', undefined],
  ['$.order.id.deeper', undefined],
  ['$.toString', undefined],
])('reads %s', (path, expected) => {
  expect(readPath(DATA, path)).toEqual(expected);
});

test('writes a copy, making members on the way', () => {
  expect(writePath({ a: 1 }, '$.b.c', 2)).toEqual({ a: 1, b: { c: 2 } });
  expect(() => writePath({ a: 1 }, '$.a.b', 2)).toThrow(RuntimeFailure);
});

test.each([
  ["States.Format('{} of {}', $.order.id, 7)", 'o-1 of 7'],
  ["States.Format('it\\'s {}', $.order.id)", "it's o-1"],
  ['States.Array($.order.id, true, null)', ['o-1', true, null]],
  ['States.ArrayLength($.order.lines)', 2],
  ['States.StringToJson(\'{"a":1}\')', { a: 1 }],
  ['States.JsonToString(States.Array(1, 2))', '[1,2]'],
  ['States.MathAdd(2, -5)', -3],
])('%s', (expression, expected) => {
  expect(evaluateIntrinsic(expression, (path) => readPath(DATA, path) ?? null)).toEqual(expected);
});

describe('data flow', () => {
  test('templates take values from the input and from the context', () => {
    const template = { 'id.$': '$.order.id', 'token.$': '$$.Task.Token', fixed: [{ 'sku.$': '$.order.lines[0].sku' }] };
    expect(fillTemplate(template, DATA, { context: { Task: { Token: 't' } }, variables: {} })).toEqual({
      id: 'o-1',
      token: 't',
      fixed: [{ sku: 'a' }],
    });
  });

  test('templates reach variables by their names', () => {
    const scope = { context: {}, variables: { limit: { max: 7 } } };
    expect(fillTemplate({ 'max.$': '$limit.max' }, DATA, scope)).toEqual({ max: 7 });
    expect(() => fillTemplate({ 'max.$': '$gone' }, DATA, scope)).toThrow(RuntimeFailure);
  });

  test('a path that leads nowhere ends the execution', () => {
    expect(() => fillTemplate({ 'id.$': '$.gone' }, DATA, NONE)).toThrow(RuntimeFailure);
  });

  test('null paths give nothing, or keep the input', () => {
    expect(toWorkInput({ ...WHOLE, inputPath: null }, DATA, NONE)).toEqual({});
    expect(toOutput({ ...WHOLE, resultPath: null }, DATA, 'thrown away', NONE)).toEqual(DATA);
    expect(toOutput({ ...WHOLE, resultPath: '$.r', outputPath: '$.r' }, DATA, 'kept', NONE)).toBe('kept');
  });
});
