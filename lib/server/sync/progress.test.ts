import { describe, expect, it, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { describeProgress, measureProgress } from './progress';

const HOUR = 3_600_000;
const now = epochMs(1_000 * HOUR);
const day = { fromMs: epochMs(now - 24 * HOUR), nowMs: now, begunMs: epochMs(now - 60_000) };
const nothing = { read: 0, wanted: 0 };

function machine(fromHoursAgo: number | null, floorHoursAgo = 500) {
  const span = fromHoursAgo === null ? null : { fromMs: epochMs(now - fromHoursAgo * HOUR), toMs: now };
  return { span, floorMs: epochMs(now - floorHoursAgo * HOUR) };
}

describe('measureProgress', () => {
  it.each([
    ['nothing was begun', [machine(null)], nothing, 0],
    ['half of the day was read', [machine(12)], nothing, 0.5],
    ['one machine of two is through', [machine(24), machine(null)], nothing, 0.5],
    ['a machine is younger than the stretch', [machine(6, 6)], nothing, 1],
    ['histories are missing', [machine(24)], { read: 0, wanted: 10 }, 0.5],
    ['there is nothing to read', [], nothing, 1],
    ['more was read than was wanted', [machine(24)], { read: 12, wanted: 10 }, 1],
  ])('when %s', (_, machines, histories, share) => {
    expect(measureProgress({ ...day, machines, histories }).share).toBeCloseTo(share);
  });

  it('reckons what is left from the rate so far, and says nothing before there is one', () => {
    const half = { ...day, machines: [machine(12)], histories: nothing };
    expect(measureProgress(half).remainingMs).toBe(60_000);
    expect(measureProgress({ ...half, begunMs: epochMs(now - 1_000) }).remainingMs).toBeNull();
    expect(measureProgress({ ...half, machines: [machine(null)] }).remainingMs).toBeNull();
  });
});

test.each([
  [{ share: 0.345, remainingMs: 345_000 }, 'last 24 h: 34 %, about 6 min'],
  [{ share: 0.999, remainingMs: 1 }, 'last 24 h: 99 %, about 10 s'],
  [{ share: 1, remainingMs: null }, 'last 24 h: 99 %'],
  [{ share: 0.01, remainingMs: 7_300_000 }, 'last 24 h: 1 %, about 2h 2m'],
])('describes %o', (progress, words) => {
  expect(describeProgress('last 24 h', { fromMs: epochMs(0), ...progress })).toBe(words);
});
