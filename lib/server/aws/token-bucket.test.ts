import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sizeOf } from './budget';
import { READ_OPERATIONS, type ReadOperation } from './operations';
import { createOpenBucket, createTokenBucket } from './token-bucket';
import { createUrgency, type Priority } from './waiting-line';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new AbortController().signal;

function taker(size: { capacity: number; refillPerSecond: number; kept: number }) {
  const bucket = createTokenBucket(size);
  const taken: { readonly priority: Priority; readonly atMs: number }[] = [];
  const startMs = performance.now();
  const take = (priority: Priority, signal = never()) =>
    bucket
      .take(createUrgency(priority), signal)
      .then(() => taken.push({ priority, atMs: performance.now() - startMs }));
  return { bucket, taken, take };
}

test('gives what is in it at once and then at the rate of its refill', async () => {
  const { taken, take } = taker({ capacity: 10, refillPerSecond: 2, kept: 0 });
  for (let i = 0; i < 16; i += 1) void take('background');
  await vi.advanceTimersByTimeAsync(0);
  expect(taken).toHaveLength(10);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(taken.slice(10).map(({ atMs }) => atMs)).toEqual([500, 1_000, 1_500, 2_000, 2_500, 3_000]);
});

test('keeps tokens for a click, which goes before background work that came earlier', async () => {
  const { taken, take } = taker({ capacity: 10, refillPerSecond: 1, kept: 3 });
  for (let i = 0; i < 20; i += 1) void take('background');
  await vi.advanceTimersByTimeAsync(0);
  expect(taken).toHaveLength(7);
  for (let i = 0; i < 4; i += 1) void take('click');
  await vi.advanceTimersByTimeAsync(0);
  expect(taken.slice(7).map(({ priority }) => priority)).toEqual(['click', 'click', 'click']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(taken.at(-1)).toEqual({ priority: 'click', atMs: 1_000 });
  // What is kept fills again before background work goes on.
  await vi.advanceTimersByTimeAsync(3_900);
  expect(taken).toHaveLength(11);
  await vi.advanceTimersByTimeAsync(100);
  expect(taken).toHaveLength(12);
});

test('moves a waiting read ahead when a click joins it', async () => {
  const { bucket, take } = taker({ capacity: 2, refillPerSecond: 1, kept: 1 });
  const order: string[] = [];
  await take('background');
  void take('background').then(() => order.push('other'));
  const urgency = createUrgency('background');
  void bucket.take(urgency, never()).then(() => order.push('joined'));
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([]);
  urgency.raise();
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(['joined']);
});

test('lets whoever gives up leave the line without a token', async () => {
  const { taken, take } = taker({ capacity: 2, refillPerSecond: 1, kept: 0 });
  void take('background');
  void take('background');
  const abort = new AbortController();
  const left = take('background', abort.signal);
  void take('background');
  abort.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(taken).toHaveLength(3);
  await expect(take('click', AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
});

test('halves the rate once for refusals that belong together, and restores it with success over a minute', async () => {
  const { bucket, taken, take } = taker({ capacity: 100, refillPerSecond: 10, kept: 0 });
  bucket.refused();
  bucket.refused();
  expect(bucket.slowedForMs()).toBe(30_000);
  for (let i = 0; i < 1_000; i += 1) void take('background').then(() => bucket.answered());
  await vi.advanceTimersByTimeAsync(1_000);
  // The burst is gone: nothing but half the refill.
  expect(taken.length).toBeGreaterThanOrEqual(4);
  expect(taken.length).toBeLessThanOrEqual(6);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(bucket.slowedForMs()).toBe(0);
  const before = taken.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(taken.length - before).toBe(100);
});

test('keeps less while the rate is reduced, so that background work goes on soon after a storm, and clicks before it', async () => {
  const { bucket, taken, take } = taker(sizeOf('ListExecutions', 0.5));
  for (let i = 0; i < 3; i += 1) {
    bucket.refused();
    await vi.advanceTimersByTimeAsync(2_000);
  }
  bucket.refused();
  const refusedAtMs = 6_000;
  for (let i = 0; i < 3; i += 1) void take('background');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(taken.map(({ priority }) => priority)).toEqual(['background']);
  expect(taken[0]?.atMs).toBeLessThanOrEqual(refusedAtMs + 20_000);
  void take('click');
  await vi.advanceTimersByTimeAsync(0);
  expect(taken.map(({ priority }) => priority)).toEqual(['background', 'click']);
});

test('never stops asking, and is whole again within a minute after the end of a storm', async () => {
  const { bucket, take } = taker({ capacity: 100, refillPerSecond: 0.5, kept: 0 });
  for (let i = 0; i < 30; i += 1) {
    bucket.refused();
    await vi.advanceTimersByTimeAsync(60_000);
  }
  for (let i = 0; i < 100; i += 1) void take('background').then(() => bucket.answered());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bucket.slowedForMs()).toBe(0);
});

const HOURS = 2;

/** Hours of one operation with more work than it can carry: AWS's own bucket must never be short, clicks never late. */
async function simulate(operation: ReadOperation, share: number, hours: number) {
  const { bucket, taken, take } = taker(sizeOf(operation, share));
  const quota = READ_OPERATIONS[operation];
  const spanMs = hours * 3_600_000;
  let refused = 0;
  let awsTokens: number = quota.capacity;
  let awsAtMs = performance.now();
  let waiting = 0;
  const clickWaits: number[] = [];
  const goOut = () => {
    const now = performance.now();
    awsTokens = Math.min(quota.capacity, awsTokens + ((now - awsAtMs) / 1_000) * quota.refillPerSecond);
    awsAtMs = now;
    if (awsTokens < 1) {
      refused += 1;
      bucket.refused();
    } else {
      awsTokens -= 1;
      bucket.answered();
    }
  };
  const background = async () => {
    waiting += 1;
    await take('background');
    waiting -= 1;
    goOut();
  };
  const stepMs = 60_000;
  for (let atMs = 0; atMs < spanMs; atMs += stepMs) {
    while (waiting < quota.refillPerSecond * 60) void background();
    const askedMs = performance.now();
    void take('click').then(() => {
      clickWaits.push(performance.now() - askedMs);
      goOut();
    });
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  const allowed = (spanMs / 1_000) * quota.refillPerSecond * share;
  const sorted = clickWaits.toSorted((a, b) => a - b);
  return { refused, used: taken.length / allowed, p95: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN };
}

test('uses its share of the smallest region for hours: no refusal, no late click (R2)', async () => {
  for (const operation of ['DescribeStateMachineForExecution', 'ListExecutions', 'FilterLogEvents'] as const) {
    const { refused, used, p95 } = await simulate(operation, 0.5, HOURS);
    process.stdout.write(
      `${operation}: ${HOURS} virtual hours, ${refused} throttles, ${(used * 100).toFixed(1)} % of its share used, click wait p95 ${p95.toFixed(0)} ms\n`,
    );
    expect(refused).toBe(0);
    expect(used).toBeGreaterThan(0.95);
    // The bucket starts full, which is what may exceed the refill.
    expect(used).toBeLessThan(1.04);
    expect(p95).toBeLessThanOrEqual(200);
  }
});

test('an open bucket never holds anybody back and remembers a refusal for some seconds', async () => {
  const bucket = createOpenBucket();
  for (let i = 0; i < 10_000; i += 1) await bucket.take(createUrgency('background'), never());
  expect(bucket.slowedForMs()).toBe(0);
  bucket.refused();
  expect(bucket.slowedForMs()).toBe(5_000);
  bucket.answered();
  expect(bucket.slowedForMs()).toBe(0);
});

test('tells what it lets out, what waits and what is left, and changes nothing by telling', async () => {
  const { bucket, take } = taker({ capacity: 4, refillPerSecond: 2, kept: 2 });
  for (let i = 0; i < 5; i += 1) void take('background');
  await vi.advanceTimersByTimeAsync(0);
  // Two of four are kept for clicks.
  const limit = { perSecond: 2, fullPerSecond: 2, burst: 4, available: 2 };
  const told = { limit, calledLastMinute: 2, called: 2, waiting: { click: 0, background: 3 } };
  for (let i = 0; i < 100; i += 1) expect(bucket.state()).toMatchObject(told);
  for (let i = 0; i < 4; i += 1) void take('click');
  await vi.advanceTimersByTimeAsync(0);
  expect(bucket.state()).toMatchObject({ called: 4, waiting: { click: 2, background: 3 }, limit: { available: 0 } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bucket.state()).toMatchObject({ called: 9, waiting: { click: 0, background: 0 }, limit: { available: 4 } });
  expect(bucket.state()).toMatchObject({ refused: 0, lastRefusedMs: null, slowed: null });
});

test('counts the calls of the last minute and forgets older ones', async () => {
  const { bucket, take } = taker({ capacity: 1_000, refillPerSecond: 10, kept: 0 });
  for (let i = 0; i < 7; i += 1) await take('click');
  await vi.advanceTimersByTimeAsync(30_000);
  for (let i = 0; i < 5; i += 1) await take('background');
  expect(bucket.state()).toMatchObject({ calledLastMinute: 12, called: 12 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(bucket.state()).toMatchObject({ calledLastMinute: 5, called: 12 });
  await take('background');
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(bucket.state()).toMatchObject({ calledLastMinute: 0, called: 13 });
});

test('tells since when and until when refusals slow it', async () => {
  const { bucket, take } = taker({ capacity: 100, refillPerSecond: 10, kept: 0 });
  const atMs = Date.now();
  bucket.refused();
  await vi.advanceTimersByTimeAsync(500);
  bucket.refused();
  const told = { refused: 2, lastRefusedMs: atMs + 500, slowed: { sinceMs: atMs, untilMs: atMs + 30_500 } };
  expect(bucket.state()).toMatchObject({ ...told, limit: { perSecond: 5, fullPerSecond: 10 } });
  // Nobody asks: it is not whole before AWS has answered again.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bucket.state().slowed).toEqual({ sinceMs: atMs, untilMs: null });
  await take('background');
  bucket.answered();
  expect(bucket.state()).toMatchObject({ refused: 2, slowed: null, limit: { perSecond: 10 } });
});

test('an open bucket has no limit to tell, and counts calls and refusals all the same', async () => {
  const bucket = createOpenBucket();
  for (let i = 0; i < 3; i += 1) await bucket.take(createUrgency('background'), never());
  await expect(bucket.take(createUrgency('click'), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  const atMs = Date.now();
  bucket.refused();
  const slowed = { sinceMs: atMs, untilMs: atMs + 5_000 };
  expect(bucket.state()).toMatchObject({ limit: null, called: 3, calledLastMinute: 3, refused: 1, slowed });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(bucket.state()).toMatchObject({ refused: 1, lastRefusedMs: atMs, slowed: null });
});
