import { expect, it } from 'vitest';
import { FakeAws, joinAws } from '@/lib/testing/fake-aws';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { awsNowOf } from './aws-now';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;

it.each([
  { clocks: 'no answer told it', aheads: [null], behindUsMs: 0 },
  { clocks: 'the difference may be one of measuring', aheads: [-900], behindUsMs: 0 },
  { clocks: 'ours is behind', aheads: [-HOUR], behindUsMs: -HOUR },
  { clocks: 'ours is a day ahead', aheads: [24 * HOUR], behindUsMs: 24 * HOUR },
  { clocks: 'only the second connection was answered', aheads: [null, 5_000], behindUsMs: 5_000 },
])('now is a time of AWS where $clocks (R7)', ({ aheads, behindUsMs }) => {
  const connections = joinAws(
    ...aheads.map((clockAheadMs, at) => {
      const aws = new FakeAws({ name: `aws-${at}` });
      aws.state = { ...aws.state, clockAheadMs };
      return aws;
    }),
  );
  expect(awsNowOf({ clock: new VirtualClock(NOW), connections })).toBe(NOW - behindUsMs);
});
