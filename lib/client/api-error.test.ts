import { expect, test } from 'vitest';
import { toApiError } from '@/lib/client/api-error';

test('an error envelope keeps its code, sentence and request id', () => {
  const error = toApiError(503, { error: { code: 'throttled', message: 'Wait a little.', requestId: 'r-1' } });
  expect([error.code, error.message, error.requestId, error.retryable]).toEqual([
    'throttled',
    'Wait a little.',
    'r-1',
    true,
  ]);
});

test('what a person must mend is not asked for again', () => {
  const error = toApiError(403, { error: { code: 'access-denied', message: 'Lacks states:x.', requestId: 'r-2' } });
  expect(error.retryable).toBe(false);
});

test.each([
  null,
  'text',
  [],
  { error: null },
  { error: { code: 'throttled' } },
  { error: { code: 'newer', message: '', requestId: '' } },
])('an answer that is not ours is said to be so: %j', (body) => {
  const error = toApiError(502, body);
  expect([error.code, error.retryable, error.requestId]).toEqual(['not-understood', false, null]);
  expect(error.message).toContain('502');
});

test('a refused request names what was refused, and why', () => {
  const issues = [{ path: ['machine', '0'], message: 'An ARN begins with “arn:”, this text does not.' }];
  const error = toApiError(400, {
    error: { code: 'invalid-request', message: 'See the issues.', requestId: 'r', issues },
  });
  expect(error.message).toBe(
    'The address of this page was not understood. “machine”: An ARN begins with “arn:”, this text does not.',
  );
});
