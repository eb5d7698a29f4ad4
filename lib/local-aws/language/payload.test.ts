import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../json-value';
import { Random } from '../random';
import { evaluateIntrinsic } from './intrinsics';
import { readPath, writePath } from './json-path';
import { fillTemplate, toOutput, toWorkInput } from './payload';
import { RuntimeFailure } from './states-error';

const DATA: JsonValue = { order: { id: 'o-1', lines: [{ sku: 'a' }, { sku: 'b' }] }, 'odd name': 1 };
const RANDOM = new Random('payload');
const NONE = { context: {}, variables: {}, random: RANDOM };
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
  ['$.order.lines.length', undefined],
  ['$..sku', ['a', 'b']],
  ['$..gone', []],
  ['$.order.lines[0:1]', [{ sku: 'a' }]],
  ['$.order.lines[-1:].sku', ['b']],
  ['$.order.lines[0,1].sku', ['a', 'b']],
  ["$.order.lines[?(@.sku == 'b')]", [{ sku: 'b' }]],
  ['$.order.lines[?(@.no.such == 1)]', []],
  ['$.gone[*].sku', undefined],
])('reads %s', (path, expected) => {
  expect(readPath(DATA, path)).toEqual(expected);
});

test('writes a copy, making members on the way', () => {
  expect(writePath({ a: 1 }, '$.b.c', 2)).toEqual({ a: 1, b: { c: 2 } });
  expect(writePath({ a: [1, 2] }, '$.a[1]', 3)).toEqual({ a: [1, 3] });
  expect(() => writePath({ a: 1 }, '$.a.b', 2)).toThrow(RuntimeFailure);
  expect(() => writePath({ a: 1 }, '$..b', 2)).toThrow('not a reference path');
});

test.each([
  ["States.Format('{} of {}', $.order.id, 7)", 'o-1 of 7'],
  ["States.Format('it\\'s {}', $.order.id)", "it's o-1"],
  ['States.Array($.order.id, true, null)', ['o-1', true, null]],
  ['States.ArrayLength($.order.lines)', 2],
  ['States.StringToJson(\'{"a":1}\')', { a: 1 }],
  ['States.JsonToString(States.Array(1, 2))', '[1,2]'],
  ['States.MathAdd(2, -5)', -3],
  ['States.MathAdd(1.5, 0)', 2],
  ['States.ArrayPartition(States.Array(1, 2, 3), 2)', [[1, 2], [3]]],
  ['States.ArrayContains($.order.lines, $.order.lines[1])', true],
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
  ['States.ArrayGetItem($.order.lines, 1)', { sku: 'b' }],
  ['States.ArrayUnique(States.Array(1, 2, 1))', [1, 2]],
  ["States.Base64Encode('Zürich')", 'WsO8cmljaA=='],
  ["States.Base64Decode('WsO8cmljaA==')", 'Zürich'],
  ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ['States.JsonMerge($.order.lines[0], States.StringToJson(\'{"n":1}\'), false)', { sku: 'a', n: 1 }],
  ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
  ["States.Format('\\{{}\\} of {}', 1, States.Array(1, 'b'))", '{1} of [1, b]'],
])('%s', (expression, expected) => {
  expect(evaluateIntrinsic(expression, (path) => readPath(DATA, path) ?? null, RANDOM)).toEqual(expected);
});

test.each([
  ['States.ArrayPartition(States.Array(1), 0)'],
  ['States.ArrayRange(1, 2, 0)'],
  ['States.ArrayRange(1, 1001, 1)'],
  ['States.ArrayGetItem($.order.lines, 2)'],
  ['States.ArrayLength($.order)'],
  [`States.Base64Encode('${'x'.repeat(10_001)}')`],
  ["States.Hash('x', 'CRC')"],
  ['States.JsonMerge($.order, $.order, true)'],
  ['States.MathRandom(5, 5)'],
  ['States.MathAdd(2147483647, 1)'],
  ["States.Format('{} {}', 1)"],
  ["States.StringToJson('{')"],
])('%s ends the execution', (expression) => {
  expect(() => evaluateIntrinsic(expression, (path) => readPath(DATA, path) ?? null, RANDOM)).toThrow(RuntimeFailure);
});

test('what is random comes from the execution, or from a seed of its own', () => {
  const draw = (expression: string, seed: string) => evaluateIntrinsic(expression, () => null, new Random(seed));
  for (const expression of ['States.UUID()', 'States.MathRandom(0, 1000000)']) {
    expect(draw(expression, 'one')).toBe(draw(expression, 'one'));
    expect(draw(expression, 'one')).not.toBe(draw(expression, 'other'));
  }
  expect(draw('States.MathRandom(0, 1000000, 7)', 'one')).toBe(draw('States.MathRandom(0, 1000000, 7)', 'other'));
});

describe('data flow', () => {
  test('templates take values from the input and from the context', () => {
    const template = { 'id.$': '$.order.id', 'token.$': '$$.Task.Token', fixed: [{ 'sku.$': '$.order.lines[0].sku' }] };
    expect(fillTemplate(template, DATA, { ...NONE, context: { Task: { Token: 't' } } })).toEqual({
      id: 'o-1',
      token: 't',
      fixed: [{ sku: 'a' }],
    });
  });

  test('templates reach variables by their names', () => {
    const scope = { ...NONE, variables: { limit: { max: 7 } } };
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
