import { beforeEach, expect, test } from 'vitest';
import { ACTIVITY_POLLS } from './activity-operations';
import { Limits } from './limits';
import { EXPRESS_START, quotaOf } from './quotas';
import { STATES_OPERATIONS } from './states-operations';

const LIST = 'states:ListExecutions';
const BIG = { account: '123456789012', region: 'eu-west-1' };
const OTHER = { account: '123456789012', region: 'eu-central-1' };

let nowMs: number;
let limits: Limits;

beforeEach(() => {
  nowMs = 0;
  limits = new Limits(() => nowMs);
  limits.set('aws');
});

/** How many of so many calls are allowed. */
function allowed(calls: number, place = BIG, action = LIST): number {
  return Array.from({ length: calls }, () => limits.take(place, action)).filter(Boolean).length;
}

test('every operation of Step Functions that is answered here has a quota', () => {
  const actions = [...Object.keys(STATES_OPERATIONS), ...Object.keys(ACTIVITY_POLLS)].map((name) => `states:${name}`);
  expect([...actions, EXPRESS_START].filter((action) => quotaOf(action, 'eu-west-1') === null)).toEqual([]);
});

test.each([
  [LIST, 'eu-west-1', 200, 5],
  [LIST, 'eu-central-1', 100, 2],
  // The smaller of two that AWS gives.
  ['states:DescribeExecution', 'us-east-1', 300, 15],
  ['states:DescribeExecution', 'eu-central-1', 250, 10],
  ['states:RedriveExecution', 'us-west-2', 800, 150],
  ['states:DescribeActivity', 'us-west-2', 200, 1],
  ['logs:FilterLogEvents', 'us-east-1', 25, 25],
  ['logs:FilterLogEvents', 'eu-central-1', 5, 5],
  ['logs:FilterLogEvents', 'eu-west-1', 10, 10],
])('%s in %s: %i at once, %i a second', (action, region, bucket, perSecond) => {
  expect(quotaOf(action, region)).toEqual({ bucket, perSecond });
});

test('allows what the bucket holds and then what flows in, and never more than the bucket', () => {
  expect(allowed(500)).toBe(200);
  nowMs += 2_000;
  expect(allowed(500)).toBe(10);
  nowMs += 100;
  expect(allowed(1)).toBe(0);
  nowMs += 100;
  expect(allowed(1)).toBe(1);
  nowMs += 3_600_000;
  expect(allowed(500)).toBe(200);
});

test('account, region and action each have a bucket of their own', () => {
  expect(allowed(300)).toBe(200);
  expect(allowed(300, OTHER)).toBe(100);
  expect(allowed(300, { ...BIG, account: '210987654321' })).toBe(200);
  expect(allowed(300, BIG, 'states:DescribeExecution')).toBe(300);
});

test('counts what it allowed and what it refused', () => {
  allowed(203);
  expect(limits.counts).toEqual([{ ...BIG, action: LIST, allowed: 200, throttled: 3 }]);
  limits.set('aws');
  expect(limits.counts).toEqual([]);
  expect(allowed(1)).toBe(1);
});

test('refuses nothing while it is off, nor what has no quota that we know', () => {
  limits.set('off');
  expect(allowed(5_000)).toBe(5_000);
  expect(limits.counts).toEqual([]);
  limits.set('aws');
  expect(allowed(5_000, BIG, 'logs:DescribeLogGroups')).toBe(5_000);
});
