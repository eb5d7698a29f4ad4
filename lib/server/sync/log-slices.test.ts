import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { LATE_LINES_MS, nextLength, nextSlice, olderSlice } from './log-slices';

const MINUTE = 60_000;
const span = { fromMs: epochMs(1_000 * MINUTE), toMs: epochMs(2_000 * MINUTE) };

test('what is new begins at least 60 s behind the last line read, and ends now', () => {
  expect(LATE_LINES_MS).toBeGreaterThanOrEqual(60_000);
  const nowMs = epochMs(span.toMs + 5_000);
  expect(nextSlice(span, nowMs, 30 * MINUTE, 0)).toEqual({ fromMs: span.toMs - LATE_LINES_MS, toMs: nowMs });
});

test('a server that was down catches up slice by slice without a gap', () => {
  const nowMs = epochMs(span.toMs + 100 * MINUTE);
  let reached = span;
  let slices = 0;
  while (reached.toMs < nowMs && slices < 100) {
    const slice = nextSlice(reached, nowMs, 30 * MINUTE, 0);
    expect(slice.fromMs).toBeLessThanOrEqual(reached.toMs);
    expect(slice.toMs).toBeGreaterThan(reached.toMs);
    reached = { ...reached, toMs: slice.toMs };
    slices += 1;
  }
  expect([reached.toMs, slices]).toEqual([nowMs, 4]);
});

test('what was old enough to be whole when it was read is not read again', () => {
  const nowMs = epochMs(span.toMs + 100 * MINUTE);
  const fromMs = (lagMs: number) => nextSlice(span, nowMs, MINUTE, lagMs).fromMs;
  expect(fromMs(LATE_LINES_MS + MINUTE)).toBe(span.toMs);
  expect(fromMs(LATE_LINES_MS - 1_000)).toBe(span.toMs - 1_000);
});

test('the past is read without a gap down to the floor, and no further', () => {
  const floorMs = epochMs(span.fromMs - 50 * MINUTE);
  const first = olderSlice(span, floorMs, 30 * MINUTE);
  expect(first).toEqual({ fromMs: span.fromMs - 30 * MINUTE, toMs: span.fromMs });
  expect(olderSlice({ ...span, fromMs: epochMs(span.fromMs - 30 * MINUTE) }, floorMs, 30 * MINUTE)?.fromMs).toBe(
    floorMs,
  );
  expect(olderSlice({ ...span, fromMs: floorMs }, floorMs, 30 * MINUTE)).toBeNull();
});

test('slices grow where a log is thin and shrink where it is dense, within limits', () => {
  expect(nextLength(30 * MINUTE, 1)).toBe(60 * MINUTE);
  expect(nextLength(30 * MINUTE, 5)).toBe(30 * MINUTE);
  expect(nextLength(30 * MINUTE, 40)).toBe(15 * MINUTE);
  expect(nextLength(MINUTE, 40)).toBe(MINUTE);
  expect(nextLength(24 * 60 * MINUTE, 0)).toBe(24 * 60 * MINUTE);
});
