import { expect, test } from 'vitest';
import { readPageToken, toPageToken } from './page-token';

const DAY_MS = 24 * 3_600_000;
const ASKED = { stateMachineArn: 'a', statusFilter: 'FAILED' };

test('leads on for a day, with the same arguments only', () => {
  const nextToken = toPageToken(40, ASKED, 1_000);
  expect(readPageToken({ ...ASKED, nextToken }, 1_000 + DAY_MS)).toBe(40);
  expect(readPageToken({ ...ASKED, nextToken, maxResults: 7 }, 2_000)).toBe(40);
  expect(readPageToken({ ...ASKED, nextToken }, 1_001 + DAY_MS)).toBeNull();
  expect(readPageToken({ ...ASKED, statusFilter: 'RUNNING', nextToken }, 2_000)).toBeNull();
});

test.each(['', 'nonsense', 'AAAAKgAAAAIAAAAA', 'AAAAKgAAAAIAAAAAbm9uc2Vuc2U='])('is not %j', (nextToken) => {
  expect(readPageToken({ ...ASKED, nextToken }, 0)).toBeNull();
});
