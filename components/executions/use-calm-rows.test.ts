import { expect, test } from 'vitest';
import { mergeRows } from '@/components/executions/use-calm-rows';
import type { Execution } from '@/lib/contract/executions';

function execution(name: string, status: Execution['status']): Execution {
  const place = 'arn:aws:states:eu-west-1:123456789012';
  return {
    executionArn: `${place}:execution:orders:${name}`,
    stateMachineArn: `${place}:stateMachine:orders`,
    stateMachineName: 'orders',
    connection: 'default',
    name,
    type: 'STANDARD',
    status,
    startDate: '2026-11-22T18:00:00.000Z',
    stopDate: null,
    durationMs: null,
    error: null,
    errorClass: null,
    failedState: null,
    retries: null,
    redriveCount: 0,
    startedWith: null,
    historyCoverage: 'none',
  };
}

test('what is new is counted and does not move the rows', () => {
  const [a, b, c] = [execution('a', 'RUNNING'), execution('b', 'RUNNING'), execution('c', 'RUNNING')];
  expect(mergeRows([b, a], [c, b, a])).toEqual({ rows: [b, a], newCount: 1 });
});

test('a row shows what it has become, in its place', () => {
  const ended = execution('a', 'FAILED');
  expect(mergeRows([execution('b', 'RUNNING'), execution('a', 'RUNNING')], [ended]).rows[1]).toBe(ended);
});

test('a row that slid to the next page stays until the list is shown anew', () => {
  const old = execution('old', 'SUCCEEDED');
  expect(mergeRows([old], [execution('new', 'RUNNING')])).toEqual({ rows: [old], newCount: 1 });
});
