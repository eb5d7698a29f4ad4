import { expect, test } from 'vitest';
import { isFiltered, rangeTimeOf, readExecutionFilter, toFilterQuery } from '@/lib/client/execution-filter';
import { executionsPath, type QueryValues } from '@/lib/client/paths';
import { listExecutionsRequest } from '@/lib/contract/executions';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

function filterOf(path: string) {
  return readExecutionFilter(new URL(path, 'http://localhost').searchParams);
}

function given(query: QueryValues) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null));
}

function isUnderstood(query: QueryValues): boolean {
  return listExecutionsRequest.safeParse(given(query)).success;
}

test('a link to the list comes back as the filters it was made of', () => {
  const made = {
    time: 'started',
    status: ['FAILED', 'TIMED_OUT'],
    machine: [MACHINE],
    error: 'A&B',
    state: 'Charge Card',
    seen: 'caught',
    minDurationMs: 60_000,
    maxDurationMs: 7_200_000,
    minRetries: 3,
    redriven: 'true',
    version: 3,
    alias: 'PROD',
    revision: '8f0c3a52-77aa-4f0e-9d0d-0a3c1c5b2f11',
    payload: '"sku":"KB',
    q: '50 %',
    cursor: 'c',
    sort: 'duration',
  } as const;
  const asked = toFilterQuery({ ...made, status: [...made.status], machine: [...made.machine] });
  const filter = filterOf(executionsPath(asked));
  expect(filter).toEqual(made);
  expect(isFiltered(filter)).toBe(true);
  expect(isUnderstood(asked)).toBe(true);
});

test('no filters ask for everything, and the API understands the question', () => {
  const filter = filterOf('/executions');
  expect(isFiltered(filter)).toBe(false);
  expect(given(toFilterQuery(filter))).toEqual({});
  expect(isUnderstood(toFilterQuery(filter))).toBe(true);
});

test('a status that does not exist is no filter, and an empty text is none either', () => {
  const filter = filterOf('/executions?status=BROKEN&q=%20&error=');
  expect(isFiltered({ ...filter, q: null })).toBe(false);
  expect(toFilterQuery(filter)).toMatchObject({ status: null, q: null, error: null });
});

test('the range is of the stop where the address says so, but never beside that of visits', () => {
  const stopped = filterOf('/executions?time=stopped');
  expect(rangeTimeOf(stopped)).toBe('stopped');
  expect(given(toFilterQuery(stopped))).toEqual({ time: 'stopped' });
  expect(isUnderstood(toFilterQuery(stopped))).toBe(true);
  expect(isFiltered(stopped)).toBe(false);
  const ofVisits = filterOf('/executions?time=stopped&state=Charge&seen=caught');
  expect(rangeTimeOf(ofVisits)).toBe('visits');
  expect(toFilterQuery(ofVisits)).toMatchObject({ time: null, seen: 'caught' });
});
