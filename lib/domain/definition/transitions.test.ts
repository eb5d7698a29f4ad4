import { expect, it } from 'vitest';
import { stateOf } from '@/lib/testing/definition-states';
import { choiceRuleText } from './choice-rule';
import { isEnd, transitionsOf } from './transitions';

it('names every way out of a state, in its order', () => {
  const choice = stateOf({
    Type: 'Choice',
    Choices: [
      { Variable: '$.amount', NumericGreaterThan: 1000, Next: 'Approve' },
      { Variable: '$.x', IsPresent: true },
    ],
    Default: 'Charge',
  });
  expect(transitionsOf(choice)).toEqual([
    { kind: 'choice', to: 'Approve', rule: '$.amount > 1000' },
    { kind: 'default', to: 'Charge' },
  ]);
  const task = stateOf({ Next: 'Ship', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refund' }, 'broken'] });
  expect(transitionsOf(task)).toEqual([
    { kind: 'next', to: 'Ship' },
    { kind: 'catch', to: 'Refund', errorEquals: ['States.ALL'] },
  ]);
});

it('knows where a group ends', () => {
  expect(isEnd(stateOf({ End: true }))).toBe(true);
  expect(isEnd(stateOf({ Type: 'Succeed' }))).toBe(true);
  expect(isEnd(stateOf({ Type: 'Fail' }))).toBe(false);
});

it.each([
  [{ Variable: '$.a', StringEquals: 'x' }, '$.a = "x"'],
  [{ Variable: '$.a', NumericLessThanEqualsPath: '$.b' }, '$.a ≤ $.b'],
  [{ Variable: '$.a', TimestampGreaterThanEquals: '2026-01-01T00:00:00Z' }, '$.a ≥ "2026-01-01T00:00:00Z"'],
  [{ Variable: '$.a', StringMatches: 'x*' }, '$.a matches "x*"'],
  [{ Variable: '$.a', IsPresent: false }, '$.a is not present'],
  [{ Variable: '$.a', IsNumeric: true }, '$.a is a numeric'],
  [{ Not: { Variable: '$.a', BooleanEquals: true } }, 'not $.a = true'],
  [
    {
      And: [
        { Variable: '$.a', IsNull: true },
        {
          Or: [
            { Variable: '$.b', NumericEquals: 1 },
            { Variable: '$.c', NumericLessThan: 2 },
          ],
        },
      ],
    },
    '$.a is null and ($.b = 1 or $.c < 2)',
  ],
  [{ Condition: '{% $states.input.amount > 1000 %}' }, '$states.input.amount > 1000'],
  [{ And: 'broken' }, '… And "broken"'],
  [{}, '…'],
])('writes the rule %j in a few words', (rule, text) => {
  expect(choiceRuleText(rule)).toBe(text);
});

it('cuts long rules and does not follow deep ones', () => {
  expect(choiceRuleText({ Condition: `{% ${'x'.repeat(200)} %}` })).toHaveLength(80);
  let deep: Record<string, unknown> = { Variable: '$.a', IsNull: true };
  for (let level = 0; level < 20_000; level += 1) deep = { Not: deep };
  expect(choiceRuleText(deep)).toMatch(/^(not )+…$/);
});
