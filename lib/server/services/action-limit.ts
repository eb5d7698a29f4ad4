import 'server-only';
import { type Caller, callerName } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import type { Clock } from '@/lib/server/ports/clock';

/** How many actions one caller may take in a minute (security E8). */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;

/** Counts what callers do, so that a script that runs wild is stopped before AWS stops everybody. */
export type ActionLimit = {
  /** @throws {AppError} `too-many-actions` */
  readonly take: (caller: Caller) => void;
};

export function createActionLimit(clock: Clock, most: number = MOST_A_MINUTE): ActionLimit {
  const taken = new Map<string, number[]>();
  return {
    take: (caller) => {
      const now = clock.steadyMs();
      const name = callerName(caller);
      const recent = (taken.get(name) ?? []).filter((at) => now - at < MINUTE_MS);
      const [oldest] = recent;
      if (recent.length >= most && oldest !== undefined) {
        const message = `No more than ${most} actions a minute are taken for one person. Try again in a minute.`;
        const retryAfterSeconds = Math.ceil((oldest + MINUTE_MS - now) / 1_000);
        throw new AppError('too-many-actions', message, { retryAfterSeconds });
      }
      taken.set(name, [...recent, now]);
    },
  };
}
