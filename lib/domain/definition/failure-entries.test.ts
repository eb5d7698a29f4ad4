import { expect, it } from 'vitest';
import { stateOf } from '@/lib/testing/definition-states';
import { catchEntriesOf, retryEntriesOf } from './failure-entries';

it('fills in what the language takes where a Retry entry says nothing', () => {
  expect(retryEntriesOf(stateOf({ Retry: [{ ErrorEquals: ['States.ALL'] }] }))).toEqual([
    {
      errorEquals: ['States.ALL'],
      intervalSeconds: 1,
      maxAttempts: 3,
      backoffRate: 2,
      maxDelaySeconds: null,
      jitter: 'NONE',
    },
  ]);
});

it('reads every field of a Retry entry, a MaxAttempts of 0 among them', () => {
  const entry = {
    ErrorEquals: ['A', 'B'],
    IntervalSeconds: 5,
    MaxAttempts: 0,
    BackoffRate: 1.5,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  };
  expect(retryEntriesOf(stateOf({ Retry: [entry] }))).toEqual([
    {
      errorEquals: ['A', 'B'],
      intervalSeconds: 5,
      maxAttempts: 0,
      backoffRate: 1.5,
      maxDelaySeconds: 60,
      jitter: 'FULL',
    },
  ]);
});

it('reads Catch in its order', () => {
  const state = stateOf({ Catch: [{ ErrorEquals: ['A'], Next: 'Mend' }, { ErrorEquals: ['States.ALL'] }] });
  expect(catchEntriesOf(state)).toEqual([
    { errorEquals: ['A'], next: 'Mend' },
    { errorEquals: ['States.ALL'], next: null },
  ]);
});

it('keeps the place of a malformed entry, which takes no error', () => {
  const state = stateOf({ Retry: ['x', { ErrorEquals: 'A', MaxAttempts: '9' }, { ErrorEquals: ['A', 1] }], Catch: {} });
  expect(retryEntriesOf(state).map(({ errorEquals }) => errorEquals)).toEqual([[], [], ['A']]);
  expect(retryEntriesOf(state)[1]?.maxAttempts).toBe(3);
  expect(catchEntriesOf(state)).toEqual([]);
});
