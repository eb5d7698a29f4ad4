import { expect, test } from 'vitest';
import { meanwhileWords, pausedWords } from '@/components/problems/meanwhile-words';

const NOW_MS = Date.UTC(2026, 10, 22, 18, 0, 0);
const at = (offsetMs: number): string => new Date(NOW_MS + offsetMs).toISOString();

test.each([
  [
    at(-180_000),
    at(20_400),
    'AWS last answered 3m ago; what is shown is at least that old. It is tried again by itself, next in 20 s.',
  ],
  [
    at(-180_000),
    at(5_000),
    'AWS last answered 3m ago; what is shown is at least that old. It is tried again by itself, next in 5 s.',
  ],
  [null, at(-50), 'AWS has not answered since this server started. It is being tried again now.'],
  [null, null, 'AWS has not answered since this server started. It is tried again by itself.'],
])('says how old the data is and when AWS is asked again: %s, %s', (lastSuccessDate, nextTryDate, words) => {
  expect(meanwhileWords({ lastSuccessDate, nextTryDate }, NOW_MS)).toBe(words);
});

test('says since when reading is paused', () => {
  const words = 'Paused 3m ago. It is tried again by itself, next in 5 s.';
  expect(pausedWords({ since: at(-180_000) }, { nextTryDate: at(5_000) }, NOW_MS)).toBe(words);
});
