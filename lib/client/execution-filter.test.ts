import { expect, test } from 'vitest';
import { isFiltered, readExecutionFilter, toFilterQuery } from '@/lib/client/execution-filter';
import { executionsPath } from '@/lib/client/paths';
import { listExecutionsRequest } from '@/lib/contract/executions';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

function filterOf(path: string) {
  return readExecutionFilter(new URL(path, 'http://localhost').searchParams);
}

test('a link to the list comes back as the filters it was made of', () => {
  const made = {
    status: ['FAILED', 'TIMED_OUT'],
    machine: [MACHINE],
    error: 'A&B',
    state: 'Charge Card',
    seen: 'caught',
    minDurationMs: 60_000,
    maxDurationMs: 7_200_000,
    minRetries: 3,
    redriven: 'true',
    q: '50 %',
    cursor: 'c',
  } as const;
  const asked = toFilterQuery({ ...made, status: [...made.status], machine: [...made.machine], sort: 'started' });
  const filter = filterOf(executionsPath(asked));
  expect(filter).toEqual({ ...made, sort: 'started' });
  expect(isFiltered(filter)).toBe(true);
  expect(listExecutionsRequest.safeParse(asked).success).toBe(true);
});

test('no filters ask for everything, and the API understands the question', () => {
  const filter = filterOf('/executions');
  expect(isFiltered(filter)).toBe(false);
  const given = Object.entries(toFilterQuery(filter)).filter(([, value]) => value !== null);
  expect(Object.fromEntries(given)).toEqual({ sort: 'started' });
  expect(listExecutionsRequest.safeParse(Object.fromEntries(given)).success).toBe(true);
});

test('a status that does not exist is no filter, and an empty text is none either', () => {
  const filter = filterOf('/executions?status=BROKEN&q=%20&error=');
  expect(isFiltered({ ...filter, q: null })).toBe(false);
  expect(toFilterQuery(filter)).toMatchObject({ status: null, q: null, error: null });
});
