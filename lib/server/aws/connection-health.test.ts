import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHealthTracker } from './connection-health';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const LIST = { action: 'states:ListExecutions', resource: 'orders' };
const HISTORY = { action: 'states:GetExecutionHistory', resource: 'orders' };

function tracker(slowedForMs = () => 0) {
  return createHealthTracker(slowedForMs);
}

/** What came of a call: whether it went out, and if so, what AWS said. */
function call(health: ReturnType<typeof tracker>, result: 'ok' | 'expired-credentials' | 'unreachable'): boolean {
  const admission = health.admit();
  if (admission.kind === 'closed') return false;
  if (result === 'ok') health.succeeded(LIST);
  else health.failed(result, LIST);
  if (admission.kind === 'probe') admission.done();
  return true;
}

test('is untried, then ok, with the time of the last success', () => {
  const health = tracker();
  expect(health.read()).toMatchObject({ health: { kind: 'untried' }, lastSuccessMs: null });
  vi.advanceTimersByTime(500);
  call(health, 'ok');
  expect(health.read()).toEqual({
    health: { kind: 'ok' },
    sinceMs: 1_000_500,
    lastSuccessMs: 1_000_500,
    permissions: [{ action: LIST.action, seen: 'allowed' }],
  });
});

test('tells of each action whether it was allowed, refused, or both on different resources', () => {
  const health = tracker();
  expect(health.read().permissions).toEqual([]);
  health.failed('access-denied', HISTORY);
  health.failed('throttled', LIST);
  expect(health.read().permissions).toEqual([{ action: HISTORY.action, seen: 'refused' }]);
  health.succeeded({ ...HISTORY, resource: 'payouts' });
  expect(health.read().permissions).toEqual([{ action: HISTORY.action, seen: 'mixed' }]);
  health.succeeded(HISTORY);
  expect(health.read().permissions).toEqual([{ action: HISTORY.action, seen: 'allowed' }]);
});

test('expired credentials: two calls a minute whoever asks, and back without a restart (R3)', () => {
  const health = tracker();
  call(health, 'ok');
  call(health, 'expired-credentials');
  const sentAtMs: number[] = [];
  for (let second = 0; second < 600; second += 1) {
    vi.advanceTimersByTime(1_000);
    for (let i = 0; i < 20; i += 1) if (call(health, 'expired-credentials')) sentAtMs.push(Date.now());
  }
  expect(sentAtMs).toHaveLength(20);
  expect(Math.min(...sentAtMs.slice(1).map((at, i) => at - (sentAtMs[i] ?? 0)))).toBeGreaterThanOrEqual(30_000);
  expect(health.read()).toMatchObject({ health: { kind: 'expired-credentials' }, sinceMs: 1_000_000 });
  // Credentials were renewed: noticed by the next probe, at most 30 s later.
  let waitedMs = 0;
  while (!call(health, 'ok')) {
    vi.advanceTimersByTime(1_000);
    waitedMs += 1_000;
  }
  expect(waitedMs).toBeLessThanOrEqual(30_000);
  expect(health.read().health).toEqual({ kind: 'ok' });
});

test('one call at a time finds out whether it is over', () => {
  const health = tracker();
  call(health, 'expired-credentials');
  vi.advanceTimersByTime(30_000);
  const probe = health.admit();
  expect(probe.kind).toBe('probe');
  vi.advanceTimersByTime(60_000);
  expect(health.admit()).toEqual({ kind: 'closed', failure: 'expired-credentials' });
  expect(health.isClosed()).toBe('expired-credentials');
  // Given up without an answer: the next one may try.
  if (probe.kind === 'probe') probe.done();
  expect(health.isClosed()).toBeNull();
  expect(health.admit().kind).toBe('probe');
});

test('an endpoint that is down is looked at every 5 s', () => {
  const health = tracker();
  let sent = 0;
  for (let second = 0; second < 60; second += 1) {
    if (call(health, 'unreachable')) sent += 1;
    vi.advanceTimersByTime(1_000);
  }
  expect(sent).toBe(12);
  expect(health.read().health).toEqual({ kind: 'unreachable' });
});

test('names every refused action until it works on what it was refused for, and closes nothing', () => {
  const health = tracker();
  health.failed('access-denied', LIST);
  health.failed('access-denied', { ...HISTORY, resource: 'payments' });
  health.succeeded(HISTORY);
  expect(health.admit().kind).toBe('open');
  expect(health.read().health).toEqual({ kind: 'access-denied', actions: [HISTORY.action, LIST.action] });
  health.succeeded({ ...HISTORY, resource: 'payments' });
  expect(health.read().health).toEqual({ kind: 'access-denied', actions: [LIST.action] });
  // Nobody asks for it any more.
  vi.advanceTimersByTime(15 * 60_000 + 1);
  expect(health.read().health).toEqual({ kind: 'ok' });
});

test('is throttled while a rate is reduced', () => {
  let slowedMs = 20_000;
  const health = tracker(() => slowedMs);
  health.failed('throttled', LIST);
  expect(health.read().health).toEqual({ kind: 'throttled', untilMs: 1_020_000 });
  slowedMs = 0;
  expect(health.read().health).toEqual({ kind: 'ok' });
});
