import { expect, test } from 'vitest';
import { Random } from '../random';
import { decide } from './choice';
import { parseDefinition } from './parse-definition';
import { RuntimeFailure } from './states-error';

const INPUT = { amount: 1_000, country: 'CH', at: '2026-11-22T10:00:00Z', vip: true, nothing: null, limit: 900 };

function decideBy(rule: object): string | null {
  const end = { Type: 'Succeed' };
  const choice = { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' };
  const { states } = parseDefinition(JSON.stringify({ StartAt: 'C', States: { C: choice, Yes: end, No: end } }));
  const state = states.get('C');
  if (state?.type !== 'Choice') throw new Error('a Choice was parsed');
  const random = new Random('choice');
  const scope = { context: {}, variables: { limit: 900 }, random };
  const bindings = { values: { states: { input: INPUT } }, random, nowMs: 0 };
  return decide(state, INPUT, scope, () => bindings)?.next ?? state.otherwise;
}

test.each<readonly [object, string]>([
  [{ Variable: '$.amount', NumericGreaterThanEquals: 1_000 }, 'Yes'],
  [{ Variable: '$.amount', NumericGreaterThan: 1_000 }, 'No'],
  [{ Variable: '$.amount', NumericGreaterThanPath: '$.limit' }, 'Yes'],
  [{ Variable: '$.amount', NumericGreaterThanPath: '$limit' }, 'Yes'],
  [{ Variable: '$.amount', StringEquals: '1000' }, 'No'],
  [{ Variable: '$.country', StringMatches: 'C*' }, 'Yes'],
  [{ Variable: '$.country', StringLessThan: 'D' }, 'Yes'],
  [{ Variable: '$.at', TimestampLessThan: '2026-11-22T11:00:00+01:00' }, 'No'],
  [{ Variable: '$.gone', IsPresent: false }, 'Yes'],
  [{ Variable: '$.nothing', IsNull: true }, 'Yes'],
  [{ Variable: '$.vip', BooleanEquals: false }, 'No'],
  [{ Not: { Variable: '$.vip', BooleanEquals: false } }, 'Yes'],
  [
    {
      And: [
        { Variable: '$.vip', BooleanEquals: true },
        { Variable: '$.amount', NumericLessThan: 5 },
      ],
    },
    'No',
  ],
  [
    {
      Or: [
        { Variable: '$.vip', BooleanEquals: true },
        { Variable: '$.amount', NumericLessThan: 5 },
      ],
    },
    'Yes',
  ],
])('%j leads to %s', (rule, next) => {
  expect(decideBy(rule)).toBe(next);
});

test('a rule about a path that is not there ends the execution', () => {
  expect(() => decideBy({ Variable: '$.gone', NumericEquals: 1 })).toThrow(RuntimeFailure);
});
