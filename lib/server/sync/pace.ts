import 'server-only';
import type { ErrorCode } from '@/lib/contract/error';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How often a machine with news is asked for more. */
export const BUSY_INTERVAL_MS = 5 * SECOND;

/** One machine alone has to show within 10 s that a login has expired (security R3), the call for it included. */
const SHORTEST_QUIET_MS = 8 * SECOND;
const LONGEST_QUIET_MS = 5 * MINUTE;

/** How often the list of machines is read: a new one appears, a changed log setting is noticed. */
export const DISCOVERY_INTERVAL_MS = 2 * MINUTE;

/** How long after one search for executions that were redriven and are over again the next begins. */
export const REDRIVEN_INTERVAL_MS = 30 * MINUTE;

const LONGEST_REST_MS = 60 * MINUTE;

/** The pause after a walk of so many pages through the open executions of a machine: it costs about a call a minute, or an hour's. */
export function restAfterWalk(pages: number): number {
  return Math.min(LONGEST_REST_MS, (pages - 1) * MINUTE);
}

/** Where there is always something new to be asked for, one job in so many goes to what changes further down. */
export const WALKS_EVERY = 4;

/**
 * The pause before a machine is asked again: short after news, twice as long as before otherwise. Quiet machines together
 * are asked about once in 5 s, however many there are: `ListExecutions` is as scarce with a hundred (aws-facts §1.3), and
 * with two a login that has expired is noticed within 10 s all the same.
 */
export function nextInterval(previousMs: number, hasNews: boolean, machines: number): number {
  if (hasNews) return BUSY_INTERVAL_MS;
  const quietMs = Math.min(LONGEST_QUIET_MS, Math.max(SHORTEST_QUIET_MS, machines * BUSY_INTERVAL_MS));
  return Math.min(quietMs, Math.max(BUSY_INTERVAL_MS, previousMs) * 2);
}

/** Time over which the rate of news of a machine is smoothed. */
const RATE_MS = 2 * MINUTE;

/** The rate of news (executions a second) after a round that told `news` of them, `sinceMs` after the one before. */
export function smoothRate(previous: number, news: number, sinceMs: number): number {
  if (sinceMs <= 0) return previous;
  const part = 1 - Math.exp(-sinceMs / RATE_MS);
  return previous + part * (news / (sinceMs / SECOND) - previous);
}

/** Errors that mean that nothing of the connection can be read, or kept, whatever was asked. */
const CONNECTION_CODES: ReadonlySet<ErrorCode> = new Set([
  'no-credentials',
  'no-region',
  'expired-credentials',
  'unreachable',
  'disk-full',
]);

export function stopsConnection(code: ErrorCode): boolean {
  return CONNECTION_CODES.has(code);
}

/**
 * Two calls a minute (security R3), and a moment: for half a minute the connection lets no call out, counted on another clock
 * (`aws/connection-health.ts`). One that came a millisecond early would fail there, and the next be due half a minute later.
 */
const REFUSED_MS = 30 * SECOND + 50;

/**
 * How long to wait after the n-th failure in a row (counted from 1). While credentials are missing or expired two calls a
 * minute tell when they are back (security R3); an endpoint that is down is tried sooner at first, because it may only
 * have been restarting.
 */
export function retryDelay(code: ErrorCode, failures: number): number {
  const doubled = 2 ** Math.min(failures - 1, 10);
  switch (code) {
    case 'no-credentials':
    case 'no-region':
    case 'expired-credentials':
      return REFUSED_MS;
    case 'unreachable':
      return Math.min(30 * SECOND, 3 * SECOND * doubled);
    case 'disk-full':
      // Looking costs no call.
      return 10 * SECOND;
    case 'throttled':
      // So that reading has recovered within a minute of the last refusal.
      return Math.min(20 * SECOND, 5 * SECOND * doubled);
    case 'access-denied':
    case 'encryption-denied':
      // Whoever mends a policy looks at the page meanwhile; one that nobody mends is asked for half as often.
      return failures <= 10 ? 30 * SECOND : MINUTE;
    default:
      return Math.min(5 * MINUTE, 5 * SECOND * doubled);
  }
}

/**
 * How long after its last reading an open execution is read again: a twentieth of its age, because what has run for a day
 * rarely changes within a second, and not less than 10 s nor more than 5 minutes.
 */
export function rereadDelay(ageMs: number): number {
  return Math.min(5 * MINUTE, Math.max(10 * SECOND, ageMs / 20));
}
