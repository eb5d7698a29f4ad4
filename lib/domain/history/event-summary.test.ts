import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { summarizeEvent } from './event-summary';

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:charge-card';

const CASES: readonly (readonly [type: string, details: JsonObject, summary: string])[] = [
  ['TaskStateEntered', { name: 'Charge' }, ''],
  ['TaskScheduled', { resourceType: 'lambda', resource: 'invoke' }, 'lambda invoke'],
  ['LambdaFunctionScheduled', { resource: LAMBDA, timeoutInSeconds: 3 }, 'charge-card, fails after 3 s'],
  ['ActivityScheduled', { resource: 'arn:aws:states:eu-west-1:123456789012:activity:review' }, 'review'],
  ['TaskScheduled', { resource: 'x', heartbeatInSeconds: 60 }, 'x, after 60 s without a heartbeat'],
  ['ActivityStarted', { workerName: 'press-2' }, 'taken by press-2'],
  ['TaskFailed', { resource: 'invoke', error: 'Declined', cause: 'no\nfunds' }, 'Declined: no funds'],
  ['ExecutionAborted', { cause: 'stopped by hand' }, 'stopped by hand'],
  ['MapStateStarted', { length: 1_200 }, '1,200 items'],
  ['MapIterationFailed', { name: 'Items', index: 7 }, 'iteration 7'],
  ['ExecutionRedriven', { redriveCount: 2 }, 'redrive 2'],
  ['SomethingNew', {}, ''],
];

test.each(CASES)('%s %j reads %j', (type, details, summary) => {
  expect(summarizeEvent({ id: 1, previousEventId: 0, type, atMs: epochMs(0), details })).toBe(summary);
});

test('is one line of at most 160 characters', () => {
  const details = { error: 'E', cause: 'x'.repeat(32_768) };
  const summary = summarizeEvent({ id: 1, previousEventId: 0, type: 'TaskFailed', atMs: epochMs(0), details });
  expect(summary).toHaveLength(160);
  expect(summary.endsWith('…')).toBe(true);
});
