import { describe, expect, it } from 'vitest';
import { causeLine, prettyText } from './payload-text';

describe('prettyText', () => {
  it('puts each member of JSON on a line', () => {
    expect(prettyText('{"a":1}')).toBe('{\n  "a": 1\n}');
  });

  it.each(['plain text', '12345678901234567890', '{"cut":'])('leaves %s as it is', (text) => {
    expect(prettyText(text)).toBe(text);
  });
});

it.each([
  ['{"errorMessage":"card refused\\nat x","errorType":"E"}', 'card refused'],
  ['{"Cause":"declined"}', 'declined'],
  ['{"code":5}', '{"code":5}'],
  ['first\nsecond', 'first'],
  ['', ''],
])('reads the line of %s', (cause, line) => {
  expect(causeLine(cause)).toBe(line);
});
