import { expect, test } from 'vitest';
import { systemClock } from './system-clock';

test('wakes early when it is told to stop, and at once when it was told before', async () => {
  const stopping = new AbortController();
  const asleep = systemClock.sleep(60_000, stopping.signal);
  stopping.abort();
  await asleep;
  await systemClock.sleep(60_000, stopping.signal);
  expect(stopping.signal.aborted).toBe(true);
});
