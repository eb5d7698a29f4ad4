import { expect, test } from 'vitest';
import { apiPath } from '@/lib/client/paths';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:orders/Items:3b7a';

test('an ARN is one segment of the path, and comes back whole', () => {
  const path = apiPath(['executions', ARN, 'timeline'], {});
  expect(path.split('/')).toHaveLength(6);
  expect(decodeURIComponent(path.split('/')[4] ?? '')).toBe(ARN);
});

test('what is not given is left out, lists repeat their name, text is encoded', () => {
  const query = { status: ['FAILED', 'TIMED_OUT'], q: 'a&b=c', cursor: null, machine: [] };
  expect(apiPath(['executions'], query)).toBe('/api/v1/executions?status=FAILED&status=TIMED_OUT&q=a%26b%3Dc');
});
