import { formatAge, formatDuration } from '@/lib/base/format';
import type { Connection } from '@/lib/contract/connections';
import type { Problem } from '@/lib/contract/problem';

/** How old the data is that is shown while a connection cannot be read, and when it is tried again. */
export function meanwhileWords(
  { lastSuccessDate, nextTryDate }: Pick<Connection, 'lastSuccessDate' | 'nextTryDate'>,
  nowMs: number,
): string {
  const age =
    lastSuccessDate === null
      ? 'AWS has not answered since this server started.'
      : `AWS last answered ${formatAge(nowMs - Date.parse(lastSuccessDate))}; what is shown is at least that old.`;
  return `${age} ${nextTryWords(nextTryDate, nowMs)}`;
}

/** Since when reading stands still though AWS would answer, and when it is tried again. */
export function pausedWords(
  { since }: Pick<Problem, 'since'>,
  { nextTryDate }: Pick<Connection, 'nextTryDate'>,
  nowMs: number,
): string {
  const paused = since === null ? '' : `Paused ${formatAge(nowMs - Date.parse(since))}. `;
  return `${paused}${nextTryWords(nextTryDate, nowMs)}`;
}

function nextTryWords(nextTryDate: string | null, nowMs: number): string {
  if (nextTryDate === null) return 'It is tried again by itself.';
  const leftMs = Date.parse(nextTryDate) - nowMs;
  if (leftMs < 1_000) return 'It is being tried again now.';
  // Whole seconds: tenths would change without telling anything.
  return `It is tried again by itself, next in ${formatDuration(Math.round(leftMs / 1_000) * 1_000).replace('.0 s', ' s')}.`;
}
