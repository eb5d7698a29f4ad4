import { expect, it } from 'vitest';
import type { Handling, RetryVerdict } from '@/lib/domain/retry/explain-handling';
import { attemptsText, backoffText, handlingLine, lostText, retryText } from './handling-words';

const ENTRY = { number: 1, errorEquals: ['Card.Declined'] };
const PLANNED = { leastMs: 2_000, mostMs: 2_000 };

function retried(retry: number): RetryVerdict {
  return { kind: 'retried', entry: ENTRY, retry, allowed: 2, planned: PLANNED };
}

it.each([
  [[retried(1), retried(2), { kind: 'used-up', entry: ENTRY, allowed: 2 }], '3 of 3 as configured'],
  [[retried(1), null], '2 of 3 as configured'],
  [[{ kind: 'used-up', entry: ENTRY, allowed: 0 }], '1 of 1 as configured'],
  [[{ kind: 'no-retry' }], null],
  [[null], null],
  [[retried(1), retried(1), null], '2 of 3 as configured, 1 more by other entries or before a redrive'],
] as const satisfies readonly (readonly [Handling['retries'], string | null])[])(
  'says how many attempts of how many: %j',
  (retries, text) => {
    expect(attemptsText({ retries, caught: null })).toBe(text);
  },
);

it('tells what Retry and Catch did in one line', () => {
  const handling: Handling = {
    retries: [retried(1), retried(2), { kind: 'used-up', entry: ENTRY, allowed: 2 }],
    caught: { kind: 'no-catch' },
  };
  expect(handlingLine(handling)).toBe(
    'Retry 1 (Card.Declined) takes it, and its 2 retries were used up. The state has no Catch.',
  );
  expect(handlingLine({ retries: [null], caught: null })).toBeNull();
  const caught = { kind: 'caught', entry: { number: 2, errorEquals: ['A', 'B', 'C'] }, next: 'Refund' } as const;
  expect(handlingLine({ retries: [{ kind: 'not-matched' }], caught })).toBe(
    'No Retry entry takes this error. Catch 2 (A, B, 1 more) took it and led to Refund.',
  );
});

it('puts the wait that was planned beside the one that was seen; with jitter it is a range', () => {
  expect(backoffText(2_100, PLANNED)).toBe('waited 2.1 s, planned 2.0 s');
  expect(backoffText(2_100, { leastMs: 0, mostMs: 4_000 })).toBe('waited 2.1 s, planned 0 ms to 4.0 s');
  expect(backoffText(2_100, null)).toBe('waited 2.1 s');
  expect(retryText({ kind: 'due', entry: ENTRY, retry: 1, allowed: 2, planned: PLANNED })).toBe(
    'Retry 1 (Card.Declined) takes it: retry 1 of 2 follows after 2.0 s',
  );
});

it('says what was lost, and nothing where nothing was', () => {
  expect(lostText({ attemptsMs: 4_200, backoffMs: 12_000 })).toBe('4.2 s in failed attempts, 12 s in backoff');
  expect(lostText({ attemptsMs: 0, backoffMs: 0 })).toBeNull();
});
