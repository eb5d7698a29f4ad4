import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { Clock } from './ports/clock';

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => epochMs(Date.now()),
  steadyMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, durationMs);
      signal?.addEventListener('abort', wake);
    }),
};
