import { indexedPair } from '@/lib/testing/index-batches';

/** When the first sample starts; each of the others starts an hour after the one before. */
export const SAMPLE_START_MS = Date.UTC(2026, 10, 20, 12);

const HOUR_MS = 3_600_000;

/** Succeeded after a retry. */
export const succeeded = indexedPair({
  name: 'ord-1',
  startMs: SAMPLE_START_MS,
  write: (history) => history.end(history.chain().task('Charge', { attempts: ['Payment.Busy', 'ok'] })),
});
/** Failed at its only state. */
export const failed = indexedPair({
  name: 'ord-2',
  startMs: SAMPLE_START_MS + HOUR_MS,
  write: (history) => history.end(history.chain().task('Charge', { attempts: ['Payment.Declined'] })),
});
/** Waits in its second attempt, on another machine. */
export const waiting = indexedPair({
  machine: 'onboarding',
  name: 'user-3',
  startMs: SAMPLE_START_MS + 2 * HOUR_MS,
  write: (history) =>
    history.chain().task('Approve', {
      attempts: ['timeout', 'open'],
      resource: 'sendMessage.waitForTaskToken',
      scheduled: { timeoutInSeconds: 600, heartbeatInSeconds: 60 },
    }),
});
